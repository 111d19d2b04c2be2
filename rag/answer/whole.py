"""A text of several sentences, checked as one claim."""

from collections.abc import Sequence

from rag.answer.learned import unread
from rag.answer.sentences import spans
from rag.ports import Checked, Verifier
from rag.reply import Verdict


def check_text(verifier: Verifier, text: str, evidence: Sequence[str]) -> Checked:
    """Return the verdict of the least supported sentence of *text* against all of *evidence*.

    Sentences that state nothing decide only where there are no others; one that cannot be checked
    in its language keeps the text from being supported.
    """
    sentences = [text[span.start : span.end] for span in spans(text)] or [text]
    checked = verifier.check([(sentence, evidence) for sentence in sentences])
    decisive = [one for one in checked if one.verdict is not Verdict.NOT_CHECKABLE or unread(one)]
    return min(decisive or checked, key=lambda one: (_rank(one), one.probability))


def _rank(checked: Checked) -> int:
    """Denied is less than unread, and unread less than supported."""
    return 2 if checked.verdict is Verdict.SUPPORTED else int(unread(checked))
