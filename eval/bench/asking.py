"""Many questions put to an opened Footnote, and the time of each."""

import gc
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from time import perf_counter

Ask = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Crowd:
    """What came of many asking at once."""

    seconds: float
    """From the first question to the last answer."""
    milliseconds: tuple[float, ...]
    """Of each question that was answered."""
    errors: int


def in_turn(
    ways: Mapping[str, Ask], questions: Sequence[str], *, warm: int
) -> dict[str, list[float]]:
    """Ask *questions* in each of *ways*, and return the milliseconds of each question.

    The ways take turns, so that what the machine does meanwhile falls on all alike. Each has
    questions of its own, so that none finds what another has looked at. The first *warm* rounds are
    not counted.
    """
    times: dict[str, list[float]] = {name: [] for name in ways}
    rounds = len(questions) // len(ways)
    gc.collect()
    for number in range(rounds):
        for place, (name, ask) in enumerate(ways.items()):
            question = questions[place * rounds + number]
            spent = timed(partial(ask, question))
            if number >= warm:
                times[name].append(spent)
    return times


def at_once(ask: Ask, questions: Sequence[str], *, threads: int) -> Crowd:
    """Ask *questions*, so many at any time, each in a thread of its own."""
    began = perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        waiting = [pool.submit(timed, partial(ask, question)) for question in questions]
    seconds = perf_counter() - began
    answered = tuple(one.result() for one in waiting if one.exception() is None)
    return Crowd(seconds, answered, len(waiting) - len(answered))


def timed(work: Callable[[], object]) -> float:
    """Return the milliseconds that *work* takes."""
    began = perf_counter()
    work()
    return 1000 * (perf_counter() - began)
