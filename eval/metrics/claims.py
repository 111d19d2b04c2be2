"""How much of what is said is supported, by the verdicts of the verifier that the report names."""

from eval.metrics.metric import Direction, Judged, Metric, of_answer
from eval.observation import Observation
from eval.outcome import Outside, Scored, Ungraded
from rag.reply import Answer, Verdict

BAD = (Verdict.UNSUPPORTED, Verdict.CONTRADICTED)


def _hallucinated(_: Observation, answer: Answer) -> Judged:
    verdicts = [claim.verdict for claim in answer.claims]
    if any(verdict in BAD for verdict in verdicts):
        return Scored(1.0)
    if Verdict.ERROR in verdicts:
        return Ungraded("a verdict could not be had")
    return Scored(0.0)


def _faithful(_: Observation, answer: Answer) -> Judged:
    return _share(answer, Verdict.SUPPORTED)


def _contradicted(_: Observation, answer: Answer) -> Judged:
    return _share(answer, Verdict.CONTRADICTED)


def _share(answer: Answer, wanted: Verdict) -> Judged:
    verdicts = [claim.verdict for claim in answer.claims]
    if Verdict.ERROR in verdicts:
        return Ungraded("a verdict could not be had")
    checkable = [verdict for verdict in verdicts if verdict is not Verdict.NOT_CHECKABLE]
    if not checkable:
        return Outside("no claim can be checked")
    return Scored(
        sum(verdict is wanted for verdict in checkable) / len(checkable), weight=len(checkable)
    )


CLAIMS = (
    Metric(
        name="hallucination_rate",
        title="answers with claims rejected by its own verifier",
        definition="Answers with a claim that the product's own verifier calls unsupported or "
        "contradicted / answers. Read it beside the answer rate.",
        source="Footnote, METRICS §2",
        verdicts=True,
        judge=of_answer(_hallucinated),
        direction=Direction.LOWER,
    ),
    Metric(
        name="claim_faithfulness",
        title="claim faithfulness",
        definition="Supported claims / supported, contradicted and unsupported claims, over all "
        "answers together (micro).",
        source="Es et al. 2023 (RAGAS), https://arxiv.org/abs/2309.15217; by sentences, not by "
        "statements that a model splits off",
        verdicts=True,
        judge=of_answer(_faithful),
    ),
    Metric(
        name="contradicted_claims",
        title="contradicted claims",
        definition="Contradicted claims / supported, contradicted and unsupported claims (micro).",
        source="Footnote, METRICS §1",
        verdicts=True,
        judge=of_answer(_contradicted),
        direction=Direction.LOWER,
    ),
)
