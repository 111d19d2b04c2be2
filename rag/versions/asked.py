"""Whether a question is about an older version itself, or about what holds now."""

import re
from collections.abc import Iterator

from rag.answer.dates import dates
from rag.versions.families import Edition
from rag.versions.marks import STAGES, Period

_HISTORY = re.compile(
    r"\b(?:previous(?:ly)?|former(?:ly)?|superseded|obsolete|outdated|used to|history|historical"
    r"|(?:has|have|had|did|was|were|what) [^?]{0,60}chang(?:es|ed?)|changes? (?:between|from|since)"
    r"|differ(?:s|ed|ences?)?|compar(?:e|es|ed|ing|ison)|versus|vs"
    r"|(?:older|earlier|prior|original|both|all) (?:version|edition|draft|revision|issue|release)s?"
    r"|last year|back then|at (?:that|the) time"
    r"|bisherige\w*|vorherige\w*|frühere?\w*|vorher|damals|geändert|änderung\w*"
    r"|unterschied\w*|vergleich\w*"
    r"|anterior(?:es|mente)?|antes|cambi(?:o|os|ado|aron)|diferencia\w*"
    r"|ancienne?s?|précédent\w*|auparavant|changement\w*|différence\w*)\b"
    r"|以前|旧版|変更|之前|以往|变化",
    re.IGNORECASE,
)
"""Says of a question that more than what holds now is wanted. "Before" alone does not: "how long
before departure" asks about today."""
_OLD = re.compile(r"\b(?:old|alte[nrs]?|viej[oa]|vieux|vieille) (?:\w+ ){0,2}?(\w+)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_NUMBER = re.compile(
    r"\b(?:v|version|rev|revision|edition|release|fassung)\s?\.?(\d+(?:\.\d+)*)\b", re.IGNORECASE
)


def asks_for(question: str, older: Edition, newer: Edition) -> bool:
    """Say whether *question* wants what *older* says, although there is *newer*.

    So it does where it speaks of change or of former times, names a time before that of *newer*
    (what was in force in 2024 is in the policy of 2023, not in that of 2025), or names the number,
    the stage, or the file of *older*.
    """
    if _HISTORY.search(question) or _names_file(question, older):
        return True
    if any(_before(said, older, newer) for said in _times(question)):
        return True
    if _names_marks(question, older) and not _names_marks(question, newer):
        return True
    stem = older.marks.stem.split()
    return any(match[1].lower() in stem for match in _OLD.finditer(question))


def asks_for_no_other(question: str, older: Edition, newer: Edition) -> bool:
    """Say whether *question*, which asks for *older*, is not about *newer* as well.

    So it is where it does not speak of change, and names times that all lie before that of *newer*,
    or the number or the stage of *older* and not that of *newer*.
    """
    if _names_marks(question, older) and not _names_marks(question, newer):
        return not _HISTORY.search(question)
    times = list(_times(question))
    before = all(_before(said, newer, newer) for said in times)
    return bool(times) and before and not _HISTORY.search(question)


def _names_marks(question: str, edition: Edition) -> bool:
    """Say whether *question* names the number of *edition* (``v2``), or its stage (``draft``)."""
    marks = edition.marks
    numbers = {_number(match[1]) for match in _NUMBER.finditer(question)}
    stages = {STAGES[word] for word in _WORD.findall(question.lower()) if word in STAGES}
    return (bool(marks.number) and marks.number in numbers) or marks.stage in stages - {0}


def _times(question: str) -> Iterator[tuple[int, int, int]]:
    """Yield what times *question* names; 0 stands for what it does not say."""
    for one in dates(question):
        yield min(one.readings)
    for match in _YEAR.finditer(question):
        yield int(match[1]), 0, 0


def _before(said: tuple[int, int, int], older: Edition, newer: Edition) -> bool:
    """Say whether *said* lies before *newer*; without a year, whether it is the day of *older*."""
    now = newer.marks.date
    if not said[0]:
        return len(older.marks.date) == len(said) and older.marks.date[1:] == said[1:]
    exact = tuple(part for part in said if part)
    depth = min(len(exact), len(now))
    return bool(depth) and exact[:depth] < now[:depth]


def _number(text: str) -> Period:
    return tuple(map(int, text.split(".")))


def _names_file(question: str, older: Edition) -> bool:
    name = older.source.path.rpartition("/")[2]
    return bool(older.marks.marked) and name.lower() in question.lower()
