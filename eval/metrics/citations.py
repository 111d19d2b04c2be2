"""Whether citations are true, are real, and point where a person would look."""

from eval.metrics.metric import Direction, Judged, Metric, answerable, of_answer
from eval.observation import Observation, Place, shown_numbers
from eval.outcome import Outside, Scored, Ungraded
from rag.reply import Answer, Verdict

CHECKABLE = (Verdict.SUPPORTED, Verdict.CONTRADICTED, Verdict.UNSUPPORTED)


def _exact(seen: Observation, _: Answer) -> Judged:
    if not seen.checks:
        return Outside("the answer has no citation")
    true = sum(not check.problem for check in seen.checks)
    return Scored(true / len(seen.checks), weight=len(seen.checks))


def invented(seen: Observation, answer: Answer) -> list[int]:
    """Return every number shown, in the text or by a claim, that stands for nothing that exists."""
    real = {check.number for check in seen.checks if check.exists}
    return [number for number in _emitted(answer) if number not in real]


def _emitted(answer: Answer) -> list[int]:
    """Return each number the reader could follow, once for each time it is shown."""
    listed = {citation.number for citation in answer.citations}
    claimed = {number for claim in answer.claims for number in claim.citations}
    shown = shown_numbers(answer)
    silent = sorted((listed | claimed) - shown.keys())
    return [*sorted(shown.elements()), *silent]


def _invented(seen: Observation, answer: Answer) -> Judged:
    emitted = _emitted(answer)
    if not emitted:
        return Outside("the answer has no citation")
    return Scored(len(invented(seen, answer)) / len(emitted), weight=len(emitted))


def cited_places(answer: Answer) -> set[Place]:
    """Return the pages that the citations of *answer* touch."""
    return {
        Place(citation.source.path, page)
        for citation in answer.citations
        for page in range(citation.first_page, citation.last_page + 1)
    }


def _correct(seen: Observation, answer: Answer) -> Judged:
    return Scored(float(bool(cited_places(answer) & seen.expected)))


def _recall(_: Observation, answer: Answer) -> Judged:
    checkable = [claim for claim in answer.claims if claim.verdict in CHECKABLE]
    if any(claim.verdict is Verdict.ERROR for claim in answer.claims):
        return Ungraded("a verdict could not be had")
    if not checkable:
        return Outside("no claim can be checked")
    held = sum(bool(c.citations) and c.verdict is Verdict.SUPPORTED for c in checkable)
    return Scored(held / len(checkable), weight=len(checkable))


CITATIONS = (
    Metric(
        name="quote_exactness",
        title="quote exactness",
        definition="Citations whose quote, version and pages are what the document has at that "
        "span / citations. Asked of the library, not of the reply.",
        source="Footnote, invariant 1",
        judge=of_answer(_exact),
    ),
    Metric(
        name="invented_citations",
        title="invented citations",
        definition="Citation numbers shown that stand for no listed citation, or for one whose "
        "document or span does not exist / numbers shown, invented ones included.",
        source="Footnote, invariant 2; after Gao et al. 2023 (ALCE), whose code leaves invented "
        "numbers out of the denominator",
        judge=of_answer(_invented),
        direction=Direction.LOWER,
    ),
    Metric(
        name="citation_correctness",
        title="citation correctness",
        definition="Answers whose citations include an expected page / answers to questions "
        "that the documents answer.",
        source="Footnote",
        judge=of_answer(_correct),
        about=answerable,
    ),
    Metric(
        name="citation_recall",
        title="citation recall",
        definition="Checkable claims that what they cite supports / checkable claims; a claim "
        "that cites nothing counts 0.",
        source="Gao et al. 2023 (ALCE), https://arxiv.org/abs/2305.14627; sentences are the "
        "reply's claims, entailment is its verifier's",
        judge=of_answer(_recall),
    ),
)
