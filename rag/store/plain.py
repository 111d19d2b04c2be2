"""The indexes' ports without an index, for tests and small sets.

They answer what `ChromaIndex` and `TantivyIndex` answer, by looking at everything each time. Given
a folder, they keep there what they hold when they are closed.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from rag.indexes import Entry, Found, Question
from rag.retrieve.words import endings_of
from rag.store.fields import FIELDS, worded
from rag.store.rarity import Holding, counted, rarity, spoken, weighted
from rag.types import Vectors

K1, B = 1.2, 0.75
"""BM25's saturation and length normalisation, as tantivy has them (after Robertson et al. 1994)."""


Fields = tuple[list[str], ...]
"""Words of each of `FIELDS`; the language whose endings are off; and the document."""


class ExactIndex:
    """Nearest vectors by looking at all of them (port `DenseIndex`)."""

    def __init__(self, folder: Path | None = None) -> None:
        self._spaces: defaultdict[str, dict[str, Vectors]] = defaultdict(dict)
        self._file = folder and folder / "exact.json"
        for key, rows in _kept(self._file).items():
            self._spaces[key] = {one: np.array(row, dtype=np.float32) for one, row in rows}

    def put(self, key: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Add or replace; any number of rows."""
        self._spaces[key].update(zip(ids, vectors, strict=True))

    def remove(self, key: str, ids: Sequence[str]) -> None:
        """Forget *ids*; unknown ones are ignored."""
        for passage_id in ids:
            self._spaces[key].pop(passage_id, None)

    def search(self, key: str, vector: Vectors, k: int) -> list[Found]:
        """Return up to *k* nearest by cosine, best first; an unknown *key* gives none."""
        space = self._spaces.get(key)
        if not space:
            return []
        rows = np.stack(list(space.values()))
        lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(vector)
        scores = rows @ vector[0] / lengths
        return _best(dict(zip(space, scores.tolist(), strict=True)), k)

    def ids(self, key: str) -> set[str]:
        """Return all ids held, for the audit."""
        return set(self._spaces.get(key, ()))

    def close(self) -> None:
        """Let go of the memory, after keeping what is in it."""
        spaces = self._spaces.items()
        plain = {key: [(one, row.tolist()) for one, row in rows.items()] for key, rows in spaces}
        _keep(self._file, plain)
        self._spaces.clear()


class ScanIndex:
    """BM25 by looking at every passage (port `KeywordIndex`)."""

    def __init__(self, folder: Path | None = None) -> None:
        self._spaces: defaultdict[str, dict[str, Fields]] = defaultdict(dict)
        self._file = folder and folder / "scan.json"
        for key, rows in _kept(self._file).items():
            self._spaces[key] = {one: tuple(fields) for one, fields in rows}

    def put(self, key: str, entries: Iterable[Entry]) -> None:
        """Add or replace; visible to the next search."""
        for entry in entries:
            language = endings_of(entry.text)
            found = worded(entry, language).values()
            self._spaces[key][entry.passage_id] = (*found, [language], [entry.document_id])

    def remove(self, key: str, ids: Sequence[str]) -> None:
        """Forget *ids*; unknown ones are ignored."""
        for passage_id in ids:
            self._spaces[key].pop(passage_id, None)

    def search(self, key: str, question: Question, k: int) -> list[Found]:
        """Return up to *k* best, best first; no word in common gives none."""
        return _best(self._scores(key, question), k)

    def among(
        self, key: str, question: Question, k: int, document_ids: frozenset[str]
    ) -> list[Found]:
        """Return up to *k* best of those documents' entries, scored as by `search`."""
        space = self._spaces.get(key, {})
        scores = self._scores(key, question)
        return _best({one: scores[one] for one in scores if space[one][-1][0] in document_ids}, k)

    def _scores(self, key: str, question: Question) -> dict[str, float]:
        space = self._spaces.get(key, {})
        asked = weighted(question, self._spoken(key), holding=self._holding(key), total=len(space))
        total: defaultdict[str, float] = defaultdict(float)
        for place, weight in enumerate(FIELDS.values()):
            held = {passage_id: fields[place] for passage_id, fields in space.items()}
            for passage_id, score in _bm25(held, asked).items():
                total[passage_id] += weight * score
        return dict(total)

    def held(self, key: str, asked: Sequence[str]) -> dict[str, int]:
        """Count the entries that hold each of *asked*, words; those that none holds are absent."""
        return counted(asked, self._spoken(key), holding=self._holding(key))

    def _spoken(self, key: str) -> list[str]:
        return spoken(self._holding(key, fields=(len(FIELDS),)))

    def _holding(self, key: str, *, fields: Sequence[int] = range(len(FIELDS))) -> Holding:
        rows = self._spaces.get(key, {}).values()
        every = (set(row[field]) for row in rows for field in fields)
        counts = Counter(chain.from_iterable(every))
        return lambda word: counts[word]

    def ids(self, key: str) -> set[str]:
        """Return all ids held, for the audit."""
        return set(self._spaces.get(key, ()))

    def close(self) -> None:
        """Let go of the memory, after keeping what is in it."""
        _keep(self._file, {key: list(rows.items()) for key, rows in self._spaces.items()})
        self._spaces.clear()


def _kept(file: Path | None) -> dict[str, list[tuple[str, Any]]]:
    if file is None or not file.exists():
        return {}
    kept: dict[str, list[tuple[str, Any]]] = json.loads(file.read_text(encoding="utf-8"))
    return kept


def _keep(file: Path | None, spaces: dict[str, Any]) -> None:
    if file is not None:
        file.write_text(json.dumps(spaces), encoding="utf-8")


def _bm25(texts: dict[str, list[str]], asked: Mapping[str, float]) -> dict[str, float]:
    """Score those of *texts* that hold a word *asked* for, each at its weight."""
    counts = {passage_id: Counter(text) for passage_id, text in texts.items()}
    average = sum(map(len, texts.values())) / max(1, len(texts))
    scores: defaultdict[str, float] = defaultdict(float)
    for word, weight in asked.items():
        holding = [passage_id for passage_id, count in counts.items() if word in count]
        rare = weight * rarity(len(holding), len(texts))
        for passage_id in holding:
            often = counts[passage_id][word]
            length = K1 * (1 - B + B * len(texts[passage_id]) / average)
            scores[passage_id] += rare * often * (K1 + 1) / (often + length)
    return scores


def _best(scores: dict[str, float], k: int) -> list[Found]:
    ordered = sorted(scores, key=lambda passage_id: (-scores[passage_id], passage_id))
    return [Found(passage_id, scores[passage_id]) for passage_id in ordered[: max(k, 0)]]
