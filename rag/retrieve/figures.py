"""Sums that a question names, as other pages may write them: in millions, in billions, in full."""

import re
from collections.abc import Iterator
from decimal import Decimal

SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SHORT = {
    **dict.fromkeys(("k",), "thousand"),
    **dict.fromkeys(("m", "mn", "mm", "mio"), "million"),
    **dict.fromkeys(("b", "bn", "bln"), "billion"),
    **dict.fromkeys(("t", "tn", "trn"), "trillion"),
}
_SUM = re.compile(
    r"(?P<money>[$\u20ac\u00a3\u00a5]|\b(?:USD|EUR|GBP|CHF)\s?)?"
    r"(?<![\w.,])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)[ -]?"
    r"(?P<scale>thousand|million|billion|trillion|bln|bn|mn|mm|mio|tn|trn|[kmbt])s?\b",
    re.IGNORECASE,
)
MOST_DIGITS = 7
"""Of a number as a table writes it: in full it would be in no table."""


def sums(question: str) -> Iterator[tuple[str, str]]:
    """Yield each sum of *question* with how else it is written: its unit in full, or another unit.

    A single letter is a unit only behind a sign of money: 5 m may be metres.

    >>> [other for _, other in sums("over $1.2bn, or 34,500 million")]
    ['1.2 billion', '1200 million', '1200000 thousand', '34500 million', '34.5 billion']
    """
    for match in _SUM.finditer(question):
        said = match["scale"].lower()
        if len(said) == 1 and not match["money"]:
            continue
        own = _SHORT.get(said, said)
        value = Decimal(match["number"].replace(",", "")) * SCALES[own]
        for scale in sorted(SCALES, key=lambda one: (one != own, -SCALES[one])):
            number = value / SCALES[scale]
            if number >= 1 and (written := _written(number)):
                yield match[0].strip(), f"{written} {scale}"


def _written(number: Decimal) -> str:
    """Write *number* without marks or needless zeros; nothing for a longer one than tables have."""
    plain = f"{number.normalize():f}"
    return plain if len(plain.replace(".", "")) <= MOST_DIGITS else ""
