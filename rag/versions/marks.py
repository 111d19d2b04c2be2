"""What the name of a document says of which version it is: a date, a number, a stage."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TypeVar

from rag.answer.dates import MONTHS, dates

DRAFT, OLD, FINAL, NEW = -1, -2, 1, 2
_STAGES = {
    DRAFT: "draft entwurf borrador brouillon bozza wip preliminary",
    OLD: "old alt ancien viejo obsolete superseded archive archived",
    FINAL: "final signed approved definitivo endgültig",
    NEW: "new neu latest current updated nuevo nouveau",
    0: "copy kopie copia copie",
}
STAGES = {word: stage for stage, listed in _STAGES.items() for word in listed.split()}
"""Words that tell a version from another, and how late it is; a copy is as late as what it is
of."""
_YEARS = r"(?P<y>(?:19|20)\d\d)"
_MONTH = r"(?P<m>0[1-9]|1[0-2])"
_DAY = r"(?P<d>0[1-9]|[12]\d|3[01])"
_DATED = (
    re.compile(rf"(?<!\d){_YEARS}[- .]?{_MONTH}[- .]?{_DAY}(?!\w)"),
    re.compile(rf"(?<!\d){_DAY}[- .]{_MONTH}[- .]{_YEARS}(?!\d)"),
    re.compile(rf"(?<!\d){_YEARS} ?q(?P<q>[1-4])(?!\w)"),
    re.compile(rf"(?<!\w)q(?P<q>[1-4])[- ]?{_YEARS}(?!\d)"),
    re.compile(rf"(?<!\d){_YEARS}[- .]{_MONTH}(?!\w)"),
    re.compile(rf"(?<!\d){_YEARS}[-/ ](?:(?:19|20)?\d\d)(?!\w)"),
    re.compile(rf"(?<!\d){_YEARS}(?!\d)"),
    re.compile(r"(?<!\w)fy ?(?P<y>\d\d)(?!\d)"),
)
_YEAR = re.compile(r"\d\d")
_SPELT = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(MONTHS)})(?![^\W\d_])|[年년]")
_NUMBERED = re.compile(
    r"(?<!\w)(?:v|ver|vers|version|versión|rev|revision|edition|ed|issue|release|fassung|ausgabe)"
    r"[ .-]*(?P<n>\d{1,3}(?:[.-]\d{1,3})*)(?!\w)"
)
_STAGE = re.compile(
    rf"(?<!\w)(?P<s>{'|'.join(sorted(STAGES, key=len, reverse=True))})[ .-]?(?P<n>\d{{1,2}})?(?!\w)"
)
_AGAIN = re.compile(r"\(\d{1,2}\)")
_JOINT = re.compile(r"(?<=[a-z])(?=[A-Z])|_|(?<=[^\W\d])-|-(?=[^\W\d])")
_REST = re.compile(r"[\W_]+")
Said = TypeVar("Said")
Period = tuple[int, ...]
"""Year, month, day, as far as they are said."""
Order = tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """A name taken apart."""

    stem: str
    """What is left without the marks; versions of one document share it."""
    date: Period = ()
    number: tuple[int, ...] = ()
    """``(2, 1)`` of ``v2.1``; of ``final2`` it is ``(2,)``."""
    stage: int = 0
    """Below 0 before what has none, above 0 after it."""

    @property
    def order(self) -> Order:
        """What versions are put in order by: number, date, stage; later is more."""
        return (self.number, self.date, (self.stage,))

    @property
    def marked(self) -> bool:
        """Whether anything tells it from another version."""
        return bool(self.date or self.number or self.stage)


@lru_cache(maxsize=65_536)
def marks(name: str) -> Marks:
    """Take *name*, of a file without its ending or of a folder, or a title, apart.

    >>> marks("travel-policy-2023")
    Marks(stem='travel policy', date=(2023,), number=(), stage=0)
    >>> marks("Contract_final2").number, marks("Notice 6 October 2025").date
    ((2,), (2025, 10, 6))
    """
    plain = _JOINT.sub(" ", unicodedata.normalize("NFC", name)).lower()
    plain, date = _dated(plain)
    plain, number = _taken(_NUMBERED, plain, lambda found: _numbers(found["n"]))
    plain, staged = _taken(_STAGE, plain, _staged)
    stem = " ".join(_REST.sub(" ", _AGAIN.sub(" ", plain)).split())
    stage, of_stage = staged or (0, ())
    return Marks(stem, date or (), number or of_stage, stage)


@lru_cache(maxsize=65_536)
def of_path(path: str) -> Marks:
    """Return the marks of a document's *path*: of its name and, where that says none, its folder.

    The stem begins with the folder's, so that documents of two folders are never versions of one
    another unless the folders differ by marks alone.

    >>> of_path("hr/2025/leave.pdf") == of_path("hr/leave-2025.pdf")
    True
    """
    place = PurePosixPath(path)
    folders = [marks(part) for part in place.parent.parts]
    own = marks(place.stem)
    stem = "/".join([*filter(None, (one.stem for one in folders)), own.stem])
    said = next((one for one in (own, *reversed(folders)) if one.marked), own)
    return Marks(stem, said.date, said.number, said.stage)


def _dated(plain: str) -> tuple[str, Period | None]:
    """Take out the most exact date, and any that is written in words."""
    if not _YEAR.search(plain):
        return plain, None
    for one in dates(plain) if _SPELT.search(plain) else ():
        year, month, day = min(one.readings)
        if year and any(letter.isalpha() for letter in one.shown):
            said = tuple(part for part in (year, month, day) if part)
            return plain[: one.start] + " " + plain[one.end :], said
    for pattern in _DATED:
        plain, found = _taken(pattern, plain, _period)
        if found:
            return plain, found
    return plain, None


def _period(found: re.Match[str]) -> Period:
    parts = found.groupdict()
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    if parts.get("q"):
        return (year, 3 * int(parts["q"]))
    return (year, *(int(parts[one]) for one in ("m", "d") if parts.get(one)))


def _numbers(text: str | None) -> tuple[int, ...]:
    return tuple(int(one) for one in re.split(r"[.-]", text)) if text else ()


def _staged(found: re.Match[str]) -> tuple[int, tuple[int, ...]]:
    return STAGES[found["s"]], _numbers(found["n"])


def _taken(
    pattern: re.Pattern[str], plain: str, read: Callable[[re.Match[str]], Said]
) -> tuple[str, Said | None]:
    """Take every match of *pattern* out of *plain*; return what the last one says."""
    found = list(pattern.finditer(plain))
    return (pattern.sub(" ", plain), read(found[-1])) if found else (plain, None)
