"""Several lists of hits joined so that each is heard: turn by turn, no passage twice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from rag.retrieve.route import routed
from rag.types import Hit


def searched(question: str, ask: Callable[[str], list[Hit]], *, k: int) -> list[Hit]:
    """Return up to *k* hits for *question*, best first, by *ask*.

    A question with several parts, or that compares, is asked as a whole and part by part, and each
    is heard in turn, the whole first. Any other gets exactly what *ask* gives.
    """
    questions = routed(question).questions
    if not questions:
        return ask(question)
    return in_turns([ask(one) for one in (question, *questions)], k=k)


def in_turns(lists: Sequence[Sequence[Hit]], *, k: int) -> list[Hit]:
    """Return up to *k* hits: the best of each list, then the next best of each, and so on.

    A passage comes once, with the best that any list's signals said of it. Scores never rise from
    one hit to the next: one that comes before a better one is given the better one's. No lists give
    no hits.
    """
    waiting = [iter(one) for one in lists]
    taken: dict[str, Hit] = {}
    while waiting and len(taken) < k:
        for turn in list(waiting):
            hit = next((one for one in turn if one.passage.id not in taken), None)
            if hit is None:
                waiting.remove(turn)
            elif len(taken) < k:
                taken[hit.passage.id] = hit
    told = _told(lists)
    worths = list(accumulate((hit.score for hit in reversed(taken.values())), max))[::-1]
    return [
        replace(hit, score=worth, signals=told[hit.passage.id])
        for hit, worth in zip(taken.values(), worths, strict=True)
    ]


def _told(lists: Sequence[Sequence[Hit]]) -> dict[str, Mapping[str, float]]:
    told: dict[str, dict[str, float]] = {}
    for hit in (hit for one in lists for hit in one):
        said = told.setdefault(hit.passage.id, {})
        for name, value in hit.signals.items():
            said[name] = max(value, said.get(name, value))
    return dict(told)
