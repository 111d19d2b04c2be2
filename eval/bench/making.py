"""A made-up collection for ``footnote bench retrieve``: documents with texts, vectors and tags.

Words are those of the shipped tokenizer's table, in its order, which is about that of their
frequency in English. A passage is made of frequent words and of the words of a topic. Some texts of
each topic are embedded by the real embedder; the vectors of passages are mixtures of theirs, and so
lie as near to each other, and to questions, as real ones do. The same size gives the same
collection.

Run as ``python -m eval.bench.making HOME PASSAGES``; prints one line of JSON.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import numpy as np

from rag.models.embed_local import TOKENIZER_FILE, WEIGHTS
from rag.models.shipped import read
from rag.ports import Embedder
from rag.settings import Settings
from rag.store.library import Library, Origin, Prepared
from rag.types import Collection, Document, Passage, Source, Vectors, document_id
from rag.wiring import choose_embedder

FEWEST, MOST, EACH = 10, 1_000, 100
"""Topics, at least and at most, and passages to a topic."""
TEXTS = 4
"""Texts of each topic that are embedded."""
WORDS, OWN = 40, 0.4
"""Words of a topic, and the share of a text's words that are the topic's."""
LENGTHS = (50, 130)
"""Words of a passage, from and to."""
PAGE = 4
"""Passages of a page."""
SIZE, SPREAD, LARGEST = 12.0, 1.0, 400
"""Passages of a document: median, and sigma of a log-normal distribution, and the most."""
STRAYS = 0.2
"""Of a document's passages, those that are of any topic at all."""
NEAR, FAR, NOISE = 0.7, 0.45, 0.1
"""Parts that two texts of its topic, one of any topic, and chance have in a passage's vector."""
BATCH = 5_000
"""Passages to a `Library.put`, at least."""
SHARES = {"tenth": 0.1, "half": 0.5}
"""Tags, and the share of the documents that are given them."""
FOLDERS = 100
"""Each holds the documents of some topics, about a hundredth of all."""


@dataclass(frozen=True, slots=True)
class World:
    """What passages and questions are made of."""

    words: tuple[str, ...]
    """From the most frequent on."""
    chance: np.ndarray[tuple[int], np.dtype[np.float64]]
    """Of each word, summed up: `numpy.searchsorted` draws by it."""
    topics: np.ndarray[tuple[int, int], np.dtype[np.int64]]
    """Numbers of the words of each topic."""
    vectors: Vectors
    """Of `TEXTS` texts for each topic, one topic after the other."""

    def text(self, drawn: np.random.Generator, topic: int, length: int) -> str:
        """Return *length* words, some of which are the topic's."""
        numbers = np.searchsorted(self.chance, drawn.random(length))
        own = drawn.random(length) < OWN
        numbers[own] = drawn.choice(self.topics[topic], int(own.sum()))
        return " ".join([self.words[number] for number in numbers])

    def mixed(
        self, drawn: np.random.Generator, topics: np.ndarray[tuple[int], np.dtype[np.int64]]
    ) -> Vectors:
        """Return a vector for each of *topics*, of length 1."""
        count = len(topics)
        one, other = (
            self.vectors[topics * TEXTS + drawn.integers(TEXTS, size=count)] for _ in range(2)
        )
        share = drawn.random((count, 1))
        far = self.vectors[drawn.integers(len(self.vectors), size=count)]
        noise = drawn.normal(scale=NOISE / self.vectors.shape[1] ** 0.5, size=far.shape)
        rows = NEAR * (share * one + (1 - share) * other) + FAR * drawn.random((count, 1)) * far
        rows += noise
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows, dtype=np.float32)


def world(passages: int, embedder: Embedder | None = None) -> World:
    """Return what so many *passages* are made of; without *embedder*, without vectors."""
    topics_count = min(MOST, max(FEWEST, passages // EACH))
    words = _words()
    drawn = np.random.default_rng(1)
    chance = 1 / (np.arange(len(words)) + 3.0)
    topics = drawn.integers(100, len(words), size=(topics_count, WORDS))
    bare = World(words, np.cumsum(chance / chance.sum()), topics, np.zeros((0, 0), np.float32))
    if embedder is None:
        return bare
    texts = [bare.text(drawn, one // TEXTS, LENGTHS[0]) for one in range(topics_count * TEXTS)]
    return replace(bare, vectors=embedder.embed_passages(texts))


def questions(count: int, passages: int = 100_000) -> list[str]:
    """Return *count* different questions about so many *passages*, each about a topic."""
    made, drawn = world(passages), np.random.default_rng(2)
    found = []
    for _ in range(count):
        topic = int(drawn.integers(len(made.topics)))
        own = [made.words[n] for n in drawn.choice(made.topics[topic], 4)]
        frequent = made.text(drawn, topic, 3)
        found.append(f"What did the {own[0]} {own[1]} say about {frequent} and {own[2]} {own[3]}?")
    return found


def batches(made: World, passages: int) -> Iterator[list[Prepared]]:
    """Yield documents with *passages* passages in all, `BATCH` or more at a time."""
    drawn = np.random.default_rng(3)
    number, batch, held = 0, [], 0
    while passages > 0:
        size = min(passages, LARGEST, 1 + int(drawn.lognormal(np.log(SIZE), SPREAD)))
        batch.append(_document(made, drawn, number, size))
        number, held, passages = number + 1, held + size, passages - size
        if held >= BATCH or not passages:
            yield batch
            batch, held = [], 0


def _document(made: World, drawn: np.random.Generator, number: int, size: int) -> Prepared:
    topic = int(drawn.integers(len(made.topics)))
    stray = drawn.random(size) < STRAYS
    topics = np.where(stray, drawn.integers(len(made.topics), size=size), topic)
    lengths = drawn.integers(*LENGTHS, size=size)
    texts = [
        made.text(drawn, int(one), int(length)) + ".\n"
        for one, length in zip(topics, lengths, strict=True)
    ]
    ends = np.cumsum([len(text) for text in texts]).tolist()
    starts = [0, *ends[:-1]]
    title = " ".join(made.words[n] for n in made.topics[topic][:3])
    path = f"{topic % FOLDERS:02d}/{title.replace(' ', '-')}-{number}.txt"
    whole = "".join(texts)
    version = hashlib.sha256(whole.encode()).hexdigest()
    source = Source(document_id(Collection(), path), version, title, path, Collection())
    document = Document(source, whole, page_starts=tuple(starts[::PAGE]))
    cut = tuple(Passage.cut(document, *span) for span in zip(starts, ends, strict=True))
    given = tuple(tag for tag, share in SHARES.items() if drawn.random() < share)
    origin = Origin(f"/made/{path}", "/made", len(whole), "made-1")
    return Prepared(document, cut, made.mixed(drawn, topics), origin, None, given=given)


def _words() -> tuple[str, ...]:
    table = json.loads(read(WEIGHTS / TOKENIZER_FILE))["model"]["vocab"]
    whole = [word for word in table if word.isascii() and word.isalpha() and len(word) > 2]
    return tuple(sorted(whole, key=table.__getitem__))


def main() -> None:
    """Put the passages into the home named, which must be new, and say what that took."""
    home, passages = Path(sys.argv[1]), int(sys.argv[2])
    settings = Settings(_env_file=None, home=home)  # type: ignore[call-arg]
    embedder = choose_embedder(settings)
    made = world(passages, embedder)
    began, documents = perf_counter(), 0
    with Library.open(settings, embedder=embedder, command="bench") as library:
        for batch in batches(made, passages):
            library.put(Collection(), batch, settle=False)
            documents += len(batch)
            sys.stderr.write(f"{documents} documents, {perf_counter() - began:.0f} s\n")
        library.settle()
    said = {"documents": documents, "seconds": perf_counter() - began}
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
