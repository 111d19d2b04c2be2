"""Which documents hold the same text, or nearly: noted at the end of a run, listed with each."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rag.store.records import Known
from rag.store.sketches import Hashes, hashes_of, likeness, same_words

NEARLY = 0.85
"""Share of their stretches from which two texts are nearly the same."""
_LOOKED_UP = 64
"""Smallest hashes of a text by which others are found; a sketch of these alone estimates 0.85 with
an error of 0.045."""
_SHARED = 0.6
"""Of those, for two texts to be compared: five such errors below `NEARLY`."""
_OWNERS = 256
"""Texts looked at for one hash: what thousands have in common (a letterhead) tells none apart."""
_COMPARED = 5
"""Texts compared with one, those that share most first."""
_NOTES = 50


@dataclass(frozen=True, slots=True)
class Alike:
    """A document that holds nearly the same text as another."""

    document_id: str
    path: str
    """Of the other one."""
    share: float
    """Of their stretches of words, estimated: `NEARLY` to 1."""
    how: str
    """``"the same file as"``, ``"the same text as"`` or ``"nearly the same text as"``."""

    @property
    def said(self) -> str:
        """Say what it is to the document it is listed with."""
        near = f" ({min(99, round(self.share * 100))} %)" if self.how.startswith("nearly") else ""
        return f"{self.how} {self.path}{near}"


class Sketches:
    """The sketches of many documents, to be asked which resemble one. 10,000 take 20 MB."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._known = [one for one in known if one.sketch]
        parts = [hashes_of(one.sketch)[:_LOOKED_UP] for one in self._known]
        sizes = np.array([len(part) for part in parts], dtype=np.int64)
        values = np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint32)
        order = np.argsort(values, kind="stable")
        self._values = values[order]
        self._owners = np.repeat(np.arange(len(parts)), sizes)[order]

    def near(self, one: Known, *, most: int = _COMPARED) -> list[tuple[Known, float]]:
        """Return those nearly the same as *one*, itself among them, most alike first."""
        if not one.sketch:
            return []
        hashes = hashes_of(one.sketch)[:_LOOKED_UP]
        shared = np.bincount(self._holding(hashes), minlength=1)
        chosen = np.flatnonzero(shared >= _SHARED * len(hashes))
        first = chosen[np.argsort(-shared[chosen], kind="stable")][:most]
        found = [(self._known[at], likeness(one.sketch, self._known[at].sketch)) for at in first]
        return sorted((pair for pair in found if pair[1] >= NEARLY), key=lambda pair: -pair[1])

    def _holding(self, hashes: Hashes) -> npt.NDArray[np.int64]:
        """Return the owners of *hashes*, as often as they hold one, `_OWNERS` for each at most."""
        low = np.searchsorted(self._values, hashes, side="left")
        high = np.searchsorted(self._values, hashes, side="right")
        counts = np.minimum(high - low, _OWNERS)
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        held: npt.NDArray[np.int64] = self._owners[np.repeat(low, counts) + within]
        return held


def alike(one: Known, known: Sequence[Known], *, most: int = 20) -> list[Alike]:
    """Return which others of *known* are the same as *one*, or nearly; the most alike first."""
    others = [other for other in known if other.document_id != one.document_id]
    same = [_alike(one, other, 1.0) for other in others if _same(one, other)]
    named = {pair.document_id for pair in same}
    rest = [other for other in others if other.document_id not in named]
    near = [_alike(one, *pair) for pair in Sketches(rest).near(one, most=most)]
    return (sorted(same, key=lambda pair: pair.how) + near)[:most]


def notes(known: Sequence[Known], fresh: Collection[str]) -> list[str]:
    """Say of each *fresh* document (their ids) whether its text was there before, or nearly.

    Of several fresh ones that are alike, the first by path is the one the others resemble.
    """
    if not fresh:
        return []
    ordered = sorted(known, key=lambda one: (one.document_id in fresh, one.path))
    found = [f"{one.path}: {pair.said}" for one, pair in _pairs(ordered, fresh)]
    more = len(found) - _NOTES
    if more > 0:
        told = f"{more} more documents resemble others; footnote documents show PATH tells which"
        return [*found[:_NOTES], told]
    return found


def _pairs(ordered: Sequence[Known], fresh: Collection[str]) -> Iterator[tuple[Known, Alike]]:
    """Yield every fresh document with the one before it that it is most like."""
    earlier: dict[str | bytes, Known] = {}
    single: list[Known] = []
    for one in ordered:
        stamp = one.sketch and one.sketch[:8]
        same = earlier.get(one.version) or (earlier.get(stamp) if stamp else None)
        if same is None:
            single.append(one)
        elif one.document_id in fresh:
            yield one, _alike(one, same, 1.0)
        for key in (one.version, stamp):
            if key:
                earlier.setdefault(key, one)
    places = {one.document_id: place for place, one in enumerate(single)}
    sketches = Sketches(single)
    for place, one in enumerate(single):
        if one.document_id not in fresh:
            continue
        before = [p for p in sketches.near(one) if places[p[0].document_id] < place]
        if before:
            yield one, _alike(one, *before[0])


def _same(one: Known, other: Known) -> bool:
    return one.version == other.version or same_words(one.sketch, other.sketch)


def _alike(one: Known, other: Known, share: float) -> Alike:
    if one.version == other.version:
        how = "the same file as"
    elif same_words(one.sketch, other.sketch):
        how = "the same text as"
    else:
        how = "nearly the same text as"
    return Alike(other.document_id, other.path, share, how)
