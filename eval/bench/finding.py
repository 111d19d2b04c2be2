"""The figures of ``footnote bench retrieve``: searches of an opened index, and their parts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from eval.bench.asking import Ask, at_once, in_turn, timed
from eval.bench.figures import Figure, figure
from eval.bench.making import SHARES
from eval.bench.peer.bare_chroma import BareChroma
from eval.metrics.latency import spread
from rag.filters.parse import parsed
from rag.footnote import Footnote
from rag.retrieve.within import counted
from rag.store.seal import FOLDERS
from rag.types import digest

PROMISED = 100_000
"""Passages up to which most is promised."""
P50_MS, P95_MS, LARGE_P95_MS = 15.0, 30.0, 60.0
BARE, FILTERED = 2.0, 2.0
"""What the project promises; the last two are times."""
HITS, CROWD, EACH, WARM = 10, 100, 5, 20
"""Passages asked for, searches at once, questions of each, rounds not counted."""
SEARCH = "search"
WAYS = 7
"""In which questions are asked, each way its own: embedding, Chroma, search, four filters."""


def asked_figures(
    passages: int,
    footnote: Footnote,
    asked: Sequence[str],
    progress: Callable[[str], None],
) -> list[Figure]:
    """Ask *asked*, the last `CROWD` times `EACH` at once; *passages* say what is promised."""
    small, filters = passages <= PROMISED, _filters(footnote)
    progress("the first search with each filter")
    firsts = [
        figure(
            f"first search in {name}", [timed(partial(_search, footnote, where, asked[0]))], "ms"
        )
        for name, where in filters.items()
    ]
    progress("questions, in turn")
    turns, crowd = asked[: -CROWD * EACH], asked[-CROWD * EACH :]
    times = _in_turn(footnote, filters, turns)
    progress(f"{CROWD} at once")
    found = at_once(partial(_search, footnote, None), crowd, threads=CROWD)
    rate = len(found.milliseconds) / found.seconds
    return [
        *_ours(times, small=small),
        *(one for name in filters for one in _filtered(times, name, small=small)),
        *firsts,
        figure(f"{CROWD} threads at once", [rate], "searches/s"),
        *_spread(f"{CROWD} threads at once", found.milliseconds),
        figure(f"{CROWD} threads at once, errors", [found.errors], "errors", at_most=0),
    ]


def _in_turn(
    footnote: Footnote, filters: Mapping[str, Any], asked: Sequence[str]
) -> dict[str, list[float]]:
    embed = footnote.embedder.embed_question
    rounds = len(asked) // WAYS
    vectors = {question: embed(question) for question in asked[rounds : 2 * rounds]}
    bare = BareChroma(footnote.library.home / FOLDERS[0], footnote.collection().key)
    ways: dict[str, Ask] = {
        "embedding": embed,
        "Chroma": lambda question: bare.query(vectors[question], HITS),
        SEARCH: partial(_search, footnote, None),
        **{name: partial(_search, footnote, where) for name, where in filters.items()},
    }
    try:
        return in_turn(ways, asked, warm=WARM)
    finally:
        bare.close()


def _search(footnote: Footnote, where: Any, question: str) -> None:
    chosen = where(question) if callable(where) else where
    footnote.search(question, k=HITS, where=chosen)


def _filters(footnote: Footnote) -> dict[str, Any]:
    """Return filters by what they keep; of single documents another one for each question."""
    library, collection = footnote.library, footnote.collection()
    known = library.known(collection)
    fixed = [{"folder": known[0].path.partition("/")[0]}, *({"tags": tag} for tag in SHARES)]
    kept = [(counted(library, collection, parsed(where)).passages, where) for where in fixed]
    whole = library.counts(collection).passages
    named = {f"{100 * n / whole:.1f} %, {n} passages": where for n, where in kept}

    def single(question: str) -> dict[str, str]:
        return {"path": known[int(digest(question)[:8], 16) % len(known)].path}

    return {"one document": single, **named}


def _ours(times: Mapping[str, Sequence[float]], *, small: bool) -> list[Figure]:
    bare = sum(_p50(times[name]) for name in ("embedding", "Chroma"))
    return [
        *_spread("the embedding alone", times["embedding"]),
        *_spread("Chroma's query alone", times["Chroma"]),
        *_spread(SEARCH, times[SEARCH], *((P50_MS, P95_MS) if small else (None, LARGE_P95_MS))),
        figure(
            f"{SEARCH}, by the sum of those two, p50",
            [_p50(times[SEARCH]) / bare],
            "times",
            at_most=BARE if small else None,
        ),
    ]


def _filtered(times: Mapping[str, Sequence[float]], name: str, *, small: bool) -> list[Figure]:
    ratio = _p50(times[name]) / _p50(times[SEARCH])
    most = FILTERED if small else None
    return [
        *_spread(f"{SEARCH} in {name}", times[name]),
        figure(f"{SEARCH} in {name}, by that in all, p50", [ratio], "times", at_most=most),
    ]


def _p50(times: Sequence[float]) -> float:
    found = spread(times)
    assert found
    return found.p50


def _spread(
    name: str, times: Sequence[float], p50_ms: float | None = None, p95_ms: float | None = None
) -> list[Figure]:
    found = spread(times)
    if found is None:
        return []
    whole = figure(name, times, "ms")
    return [
        replace(whole, name=f"{name}, p50", value=round(found.p50, 2), at_most=p50_ms),
        replace(whole, name=f"{name}, p95", value=round(found.p95, 2), at_most=p95_ms),
    ]
