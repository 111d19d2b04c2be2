"""Documents and an embedder for the store's tests: everything follows from path and version."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.settings import Settings
from rag.store.library import Origin, Prepared
from rag.types import Collection, Document, Passage, Source, Vectors, digest, document_id

HOME = Collection()


class Hashed:
    """An embedder (port `Embedder`) whose vectors follow from the hash of the text."""

    def __init__(self, width: int = 8, name: str = "hashed@1") -> None:
        self.width = width
        self.window = 1_000
        self.counter = ""
        self.english_only = False
        self.fingerprint = f"{name}/{width}"

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        rows = [self._one(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.width)

    def _one(self, text: str) -> Vectors:
        seed = int(digest(text), 16) % 2**32
        row = np.random.default_rng(seed).normal(size=self.width).astype(np.float32)
        return np.asarray(row / np.linalg.norm(row), dtype=np.float32)

    def embed_question(self, question: str) -> Vectors:
        return self.embed_passages([question])


def settings(home: Path, *, lock_wait_s: float = 0) -> Settings:
    return Settings.load({}, home=home, lock_wait_s=lock_wait_s)


def word(path: str, version: int, number: int) -> str:
    """A word that is in one passage of one version only."""
    return "w" + digest(path, str(version), str(number))[:12]


def made(
    path: str,
    version: int = 1,
    *,
    passages: int = 5,
    collection: Collection = HOME,
    embedder: Hashed | None = None,
    extra: str = "",
) -> Prepared:
    """Version *version* of the document at *path*, a line a passage."""
    lines = [f"Line {n} says {word(path, version, n)} {extra}.\n" for n in range(passages)]
    text = "".join(lines)
    stamp = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    source = Source(document_id(collection, path), stamp, path, path, collection)
    document = Document(source, text)
    starts = [sum(map(len, lines[:n])) for n in range(passages)]
    cut = tuple(
        Passage.cut(document, start, start + len(line))
        for start, line in zip(starts, lines, strict=True)
    )
    vectors = (embedder or Hashed()).embed_passages([passage.text for passage in cut])
    origin = Origin(f"/papers/{path}", "/papers", len(text), "plain-1")
    return Prepared(document, cut, vectors, origin, None)
