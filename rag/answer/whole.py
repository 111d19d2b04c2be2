"""A text of several sentences, checked as one claim."""

from collections.abc import Sequence

from rag.answer.sentences import spans
from rag.ports import Checked, Verifier
from rag.reply import Verdict


def check_text(verifier: Verifier, text: str, evidence: Sequence[str]) -> Checked:
    """Return the verdict of the least supported sentence of *text* against all of *evidence*.

    Sentences that cannot be checked decide only where there are no others.
    """
    sentences = [text[span.start : span.end] for span in spans(text)] or [text]
    checked = verifier.check([(sentence, evidence) for sentence in sentences])
    decisive = [one for one in checked if one.verdict is not Verdict.NOT_CHECKABLE]
    return min(decisive or checked, key=lambda one: (_rank(one), one.probability))


def _rank(checked: Checked) -> bool:
    return checked.verdict is Verdict.SUPPORTED
