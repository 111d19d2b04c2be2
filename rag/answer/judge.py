"""One sentence of a draft against the passages it says it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.cite import Cited, Numbering, find
from rag.answer.common import content
from rag.answer.display import clean
from rag.answer.sentences import Span, around, header_of, is_row, spans
from rag.ports import Checked, Quote, Sentence, Verifier
from rag.reply import Citation, Verdict
from rag.types import Hit

MOST_CITATIONS = 6
"""Of one sentence. More is a list of sources, not a citation."""
_TITLE = "Only the title or a heading has its words; what it cites does not."


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence as it may be shown, the spans it rests on (not numbered yet), and the verdict."""

    sentence: Sentence
    text: str
    citations: tuple[Citation, ...]
    checked: Checked

    @property
    def supported(self) -> bool:
        """Whether the reader may take it as said by the documents."""
        return self.checked.verdict is Verdict.SUPPORTED and bool(self.citations)


def judge(
    sentence: Sentence, hits: Sequence[Hit], *, numbering: Numbering, verifier: Verifier
) -> Judged:
    """Find what *sentence* relies on in *hits*, and check it against exactly that."""
    text = clean(sentence.text)
    found = [_found(quote, text, hits, verifier=verifier) for quote in sentence.quotes]
    citations: dict[tuple[str, int, int], Citation] = {}
    evidence: dict[str, None] = {}
    for cited in filter(None, found):
        prepared = numbering.prepare(cited)
        if prepared and len(citations) < MOST_CITATIONS:
            citations[prepared.source.document_id, prepared.start, prepared.end] = prepared
            evidence.update(dict.fromkeys(_evidence(cited)))
    (checked,) = verifier.check([(text, tuple(evidence))])
    if checked.verdict is Verdict.SUPPORTED and _only_above(text, list(filter(None, found))):
        checked = Checked(Verdict.UNSUPPORTED, 0.0, _TITLE)
    if sentence.quotes and not citations and checked.verdict is Verdict.UNSUPPORTED:
        why = "The words it relies on are in none of the passages it was shown."
        checked = Checked(Verdict.UNSUPPORTED, 0.0, why)
    return Judged(sentence, text, tuple(citations.values()), checked)


def _only_above(text: str, found: Sequence[Cited]) -> bool:
    """Whether no word of *text* is in what it cites: titles may name things, not state them."""
    below = [one for cited in found for one in _evidence(cited) if one != cited.hit.passage.context]
    above = set(content("\n".join(cited.hit.passage.context for cited in found)))
    said = set(content(text))
    return bool(said & above) and said.isdisjoint(content("\n".join(below)))


def _evidence(cited: Cited) -> tuple[str, ...]:
    """Return the sentences the quote is from, and what they stand under: headings, a table's."""
    passage = cited.hit.passage
    grown = around(passage.text, cited.start - passage.start, cited.end - passage.start)
    sentences = passage.text[grown.start : grown.end]
    header = header_of(passage.text, grown) if is_row(sentences) else None
    above = passage.text[header.start : header.end] if header else ""
    return tuple(filter(None, (sentences, above, passage.context)))


def _found(quote: Quote, text: str, hits: Sequence[Hit], *, verifier: Verifier) -> Cited | None:
    if quote.words.strip():
        return find(quote, hits)
    if not 1 <= quote.shown <= len(hits):
        return None
    return _best_sentence(text, hits[quote.shown - 1], verifier=verifier)


def _best_sentence(text: str, hit: Hit, *, verifier: Verifier) -> Cited | None:
    """Find for a marker without words the sentence it must have meant, if there is one."""
    passage, said = hit.passage, set(content(text))

    def shared(span: Span) -> int:
        return len(said & set(content(passage.text[span.start : span.end])))

    best = max(spans(passage.text), key=shared)
    cited = Cited(hit, passage.start + best.start, passage.start + best.end)
    (checked,) = verifier.check([(text, (cited.quote, passage.context))])
    return cited if checked.verdict is Verdict.SUPPORTED else None
