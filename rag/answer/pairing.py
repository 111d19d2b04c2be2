"""Whether a claim gives each figure to what the evidence gives it to."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from rag.answer.common import negations, stops
from rag.answer.sentences import spans
from rag.answer.units import SCALES, UNITS
from rag.retrieve.words import words

_NEAR = 5
"""Words on one side of a figure that may say what it counts."""
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_CELL = re.compile(r"(?<![\w.,])[-–(]?[$€£]?\d[\d.,]*\d\)?%?|(?<![\w.,])\d%?(?![\w.])")


def swapped(claim: str, sentence: str) -> tuple[str, str] | None:
    """Return two figures of both texts that have changed places among their words, if any have.

    Figures and words must keep, or change, their order together; what cannot be told is let pass.
    """
    ours, theirs = _listed(claim), _listed(sentence)
    both = [one for one in dict.fromkeys(theirs) if _is_figure(one) and one in ours]
    for one, two in combinations(both, 2):
        if ours.count(one) == theirs.count(one) == ours.count(two) == theirs.count(two) == 1:
            apart = abs(ours.index(one) - ours.index(two)) > 1  # "5 of 7" has no words between
            if apart and _is_year(one) == _is_year(two) and _disagree(ours, theirs, one, two):
                return one, two
    return None


def _listed(text: str) -> list[str]:
    dull = stops() | negations()
    return [one for one in words(text) if one not in dull and one not in UNITS | SCALES]


def _is_figure(word: str) -> bool:
    return word[0].isdigit()


def _is_year(word: str) -> bool:
    return bool(_YEAR.match(word))


def _disagree(ours: list[str], theirs: list[str], one: str, two: str) -> bool:
    """Ask the words behind the two figures or those before them, whichever stand nearer."""
    sides = sorted(_sides(ours, theirs, one, two))
    nearest = [agree for distance, agree in sides if distance == sides[0][0]]
    return bool(nearest) and not any(nearest)


def _sides(ours: list[str], theirs: list[str], one: str, two: str) -> Iterator[tuple[int, bool]]:
    """Give for each side how far off its words are in *theirs*, and whether they agree."""
    turned = (ours.index(one) < ours.index(two)) != (theirs.index(one) < theirs.index(two))
    for step in (1, -1):
        first, second = _beside(theirs, one, step), _beside(theirs, two, step)
        mine = [word for word in first if word not in second and ours.count(word) == 1]
        yours = [word for word in second if word not in first and ours.count(word) == 1]
        if mine and yours:
            before = ours.index(mine[0]) < ours.index(yours[0])
            moved = before != (theirs.index(mine[0]) < theirs.index(yours[0]))
            yield first.index(mine[0]) + second.index(yours[0]), moved == turned


def _beside(listed: list[str], figure: str, step: int) -> list[str]:
    """Return the words after (or before) *figure*, up to the next figure of its kind."""
    place = listed.index(figure)
    found: list[str] = []
    for word in listed[place + step :: step] if place + step >= 0 else []:
        if len(found) == _NEAR or (_is_figure(word) and _is_year(word) == _is_year(figure)):
            break
        found.append(word)
    return found


def other_column(claim: str, texts: Sequence[str]) -> str:
    """Return what is wrong where *claim* gives a year the figure of another year's column."""
    lines = [line for text in texts for line in text.splitlines()]
    heads = [years for line in lines if len(years := _years(line)) >= 2]
    rows = [cells for line in lines if len(cells := _cells(line)) >= 2]
    for year, figure in _said(claim):
        for head in heads:
            fits = [row for row in rows if len(row) == len(head) and row != head and figure in row]
            if year in head and fits and all(row[head.index(year)] != figure for row in fits):
                there = fits[0][head.index(year)]
                return f"{figure} does not stand under {year} in what it cites; {there} does."
    return ""


def _years(line: str) -> list[str]:
    """Return the years of a header that has no other figures; none twice."""
    cells = _cells(line)
    return cells if all(map(_is_year, cells)) and len(set(cells)) == len(cells) else []


def _cells(line: str) -> list[str]:
    return [re.sub(r"[^\d.]", "", cell).rstrip(".") for cell in _CELL.findall(line)]


def _said(claim: str) -> list[tuple[str, str]]:
    """Return each figure of *claim* with its year, where there is no doubt which that is."""
    cells = _cells(claim)
    years = [cell for cell in cells if _is_year(cell)]
    figures = [cell for cell in cells if not _is_year(cell)]
    if len(set(years)) == 1:
        return [(years[0], figure) for figure in figures]
    return list(zip(years, figures, strict=True)) if len(years) == len(figures) else []


def other_year(claim: str, texts: Sequence[str]) -> str:
    """Return what is wrong where *claim* gives a year the figure that a sentence gives another.

    Only where every sentence with the figure names other years, and one with the year has other
    figures: what is said across sentences is let pass.
    """
    cells = [_cells(text[one.start : one.end]) for text in texts for one in spans(text)]
    for year, figure in _said(claim):
        told = [found for found in cells if figure in found]
        dated = [found for found in cells if year in found and not all(map(_is_year, found))]
        if dated and told and all(any(map(_is_year, one)) and year not in one for one in told):
            return f"{figure} is said of another year in what it cites, not of {year}."
    return ""
