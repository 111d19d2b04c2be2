"""Whether the search finds the pages, and the documents, that a person pointed at.

*k* counts hits, as ``footnote search -k`` does. The ranking is the distinct places that the first
*k* hits touch, in order; a hit over a page break touches both pages.
"""

from collections.abc import Callable, Collection, Hashable, Sequence

from eval.cases import Case
from eval.metrics.metric import Metric, answerable, of_hits
from eval.metrics.ranking import ndcg, recall, reciprocal_rank, success
from eval.observation import Observation, Place, hit_places
from eval.outcome import Scored
from rag.types import Hit

Measure = Callable[[Sequence[Hashable], Collection[Hashable], int], float]
Grain = Callable[[Place], Hashable]

DEPTH = 20
"""Hits that are asked for; no measure looks further."""


def by_page(place: Place) -> Hashable:
    """Tell pages apart."""
    return place


def by_document(place: Place) -> Hashable:
    """Tell documents apart only."""
    return place.path


def ranking(hits: Sequence[Hit], grain: Grain) -> list[Hashable]:
    """Return the distinct places of *hits*, in order of first sight."""
    return list(dict.fromkeys(grain(place) for hit in hits for place in hit_places(hit)))


def _about(case: Case) -> str:
    if case.history:
        return "a follow-up: the search sees one question only"
    return answerable(case)


def _judge(measure: Measure, grain: Grain, k: int, *, cut: bool) -> Callable[..., Scored]:
    def score(seen: Observation, hits: tuple[Hit, ...]) -> Scored:
        ranked = ranking(hits[:k], grain)
        relevant = {grain(place) for place in seen.expected}
        return Scored(measure(ranked, relevant, k if cut else len(ranked)))

    return score


def _metric(measure: Measure, short: str, k: int, *, cut: bool = False) -> list[Metric]:
    grains: dict[str, Grain] = {"page": by_page, "document": by_document}
    return [
        Metric(
            name=f"{name}_{short}@{k}",
            title=f"{name} {TITLES.get(short, short)}@{k}",
            definition=DEFINITIONS[short].format(k=k, place=name),
            source=SOURCES[short],
            judge=of_hits(_judge(measure, grain, k, cut=cut)),
            about=_about,
        )
        for name, grain in grains.items()
    ]


TITLES = {"mrr": "MRR", "ndcg": "nDCG"}
DEFINITIONS = {
    "hit": "1 where a hit of rank 1 to {k} touches an expected {place}, else 0.",
    "recall": "Share of the expected {place}s that the hits of rank 1 to {k} touch.",
    "mrr": "1 / rank of the first expected {place} among those of {k} hits, or 0.",
    "ndcg": "Discounted gain of the {place}s of {k} hits over the best possible.",
}
SOURCES = {
    "hit": "Success@k, as in ir_measures",
    "recall": "R@k, as in ir_measures",
    "mrr": "Voorhees 1999 (TREC-8); RR@k, as in ir_measures",
    "ndcg": "Järvelin and Kekäläinen 2002, https://doi.org/10.1145/582415.582418",
}
RETRIEVAL = (
    *(metric for k in (1, 5, 10, 20) for metric in _metric(success, "hit", k)),
    *_metric(recall, "recall", 10),
    *_metric(recall, "recall", 20),
    *_metric(reciprocal_rank, "mrr", DEPTH),
    *_metric(ndcg, "ndcg", 10, cut=True),
)
