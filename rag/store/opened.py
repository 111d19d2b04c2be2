"""Both derived indexes as one: what goes into one of them goes into the other."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.indexes import DenseIndex, Entry, KeywordIndex
from rag.store.chroma import ChromaIndex
from rag.store.fields import entry_of
from rag.store.keywords import TantivyIndex
from rag.store.parts import HEADS, NAMES, heads, names
from rag.store.seal import FOLDERS
from rag.types import Passage, Vectors


@dataclass(frozen=True, slots=True)
class Makers:
    """Which indexes are used: the real ones, or those of `rag.testing`."""

    dense: Callable[[Path], DenseIndex] = ChromaIndex
    keyword: Callable[[Path], KeywordIndex] = TantivyIndex


@dataclass(frozen=True, slots=True)
class Opened:
    """Both indexes, ready for questions."""

    dense: DenseIndex
    keyword: KeywordIndex

    def put(self, key: str, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Add or replace *passages*; `name` is for their heads and names."""
        self.dense.put(key, [passage.id for passage in passages], vectors)
        entries = map(entry_of, passages)
        self.keyword.put(key, entries)

    def name(self, key: str, passages: Callable[[], Iterable[Passage]]) -> None:
        """Add or replace heads and names of whole documents, one after the other, in order."""
        self.keyword.put(HEADS + key, heads(passages()))
        self.keyword.put(NAMES + key, names(passages()))

    def remove(self, key: str, ids: Sequence[str]) -> None:
        """Forget *ids*, and the heads and names that are called by them."""
        self.dense.remove(key, ids)
        for space in (key, HEADS + key, NAMES + key):
            self.keyword.remove(space, ids)

    def differences(
        self, key: str, live: set[str], passages: Callable[[], Iterable[Passage]]
    ) -> list[str]:
        """Return how it differs from *live* ids, and from heads and names of *passages*."""
        keyword = self.keyword
        due = (
            (FOLDERS[0], self.dense.ids(key), live),
            (FOLDERS[1], keyword.ids(key), live),
            (FOLDERS[1], keyword.ids(HEADS + key), _ids(heads(passages()))),
            (FOLDERS[1], keyword.ids(NAMES + key), _ids(names(passages()))),
        )
        return [
            f"{name}: {len(wanted - held)} passages missing, {len(held - wanted)} too many"
            for name, held, wanted in due
            if held != wanted
        ]

    def close(self) -> None:
        """Let go of both."""
        self.dense.close()
        self.keyword.close()


def _ids(entries: Iterable[Entry]) -> set[str]:
    return {entry.passage_id for entry in entries}
