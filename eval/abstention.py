"""How well answers without a model tell what the documents hold from what they do not.

Run ``python -m eval.abstention FOLDER`` with CLAPNQ's ``dev_answerable.jsonl`` and
``dev_unanswerable.jsonl`` in it: every question against all passages pooled, eight nearest shown.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from rag.answer.closeness import asking, embed
from rag.answer.fold import folded
from rag.models.extractive import MODEL, NEAR, ExtractiveWriter
from rag.ports import Embedder, Task
from rag.settings import Settings
from rag.types import Document, Hit, Passage, Source, Vectors
from rag.wiring import choose_embedder, choose_writer

SHOWN = 8
"""Passages shown to the writer, as by default."""


def rows(folder: Path) -> list[dict[str, Any]]:
    """Return CLAPNQ's questions, those with an answer first."""
    names = ("dev_answerable.jsonl", "dev_unanswerable.jsonl")
    lines = [line for name in names for line in (folder / name).open(encoding="utf-8")]
    return [json.loads(line) for line in lines]


def passages(found: Sequence[dict[str, Any]]) -> list[Passage]:
    """Make of each passage a document of its own."""
    documents = [
        Document(Source(f"doc_{place}", "v1", row["title"], f"{place}.txt"), row["passage"])
        for place, row in enumerate(found)
    ]
    return [Passage.cut(document, 0, len(document.text)) for document in documents]


def tasks(found: Sequence[dict[str, Any]], embedder: Embedder) -> list[Task]:
    """Return each question with the passages nearest to it."""
    pool = passages(found)
    vectors = embed(embedder, [f"{one.context}\n{one.text}" for one in pool])
    return [_task(row["question"], pool, vectors, embedder) for row in found]


def _task(question: str, pool: list[Passage], vectors: Vectors, embedder: Embedder) -> Task:
    near = vectors @ asking(embedder, question)
    best = np.argsort(-near, kind="stable")[:SHOWN].tolist()
    hits = (Hit(pool[row], float(near[row]), {"dense": float(near[row])}) for row in best)
    return Task(question, tuple(hits))


def in_gold(words: str, row: dict[str, Any]) -> bool:
    """Say whether *words* are one of the sentences that people marked as the answer's."""
    sought = folded(words).text
    gold = (folded(one).text for listed in row["supporting_sentences"] for one in listed)
    return any(sought in sentence or sentence in sought for sentence in gold)


def measure(folder: Path) -> dict[str, float]:
    """Return abstention accuracy, both its halves, and how often the top sentence is gold."""
    settings = Settings.load({}, model=MODEL)
    embedder = choose_embedder(settings)
    writer = choose_writer(settings, embedder)
    assert isinstance(writer, ExtractiveWriter)
    found = rows(folder)
    asked = tasks(found, embedder)
    began = perf_counter()
    answered = [bool(writer.chosen(task)) for task in asked]
    took = (perf_counter() - began) / len(asked)
    held = [row["answerable"] for row in found]
    on_held = float(np.mean([one for one, yes in zip(answered, held, strict=True) if yes]))
    on_none = float(np.mean([not one for one, yes in zip(answered, held, strict=True) if not yes]))
    pairs = [(row, task) for row, task in zip(found, asked, strict=True) if row["answerable"]]
    tops = [(row, writer.chosen(task, near=-1.0)[:1]) for row, task in pairs]
    gold = float(np.mean([bool(top) and in_gold(top[0].words, row) for row, top in tops]))
    return {
        "near": NEAR,
        "abstention accuracy": (on_held + on_none) / 2,
        "answered where answerable": on_held,
        "abstained where not": on_none,
        "top sentence among gold": gold,
        "seconds each": took,
    }


if __name__ == "__main__":
    for name, value in measure(Path(sys.argv[1])).items():
        sys.stdout.write(f"{name}: {value:.3f}\n")
