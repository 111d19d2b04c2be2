"""Each kind of question, asked of the opened product: what is read, quoted, and said of it."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest

from rag.answer.ask import Cited, Claimed, Delta, Event, Sources
from rag.answer.generate import ChatWriter
from rag.footnote import Footnote
from rag.ports import Checked, Verifier
from rag.reply import Abstention, Answer, Policy, Verdict
from rag.retrieve.kinds import Kind
from rag.retrieve.search import search
from rag.retrieve.shown import shown
from rag.retrieve.words import words
from rag.settings import Settings
from rag.store.records import Origin, Prepared
from rag.testing import ScriptedChat
from rag.types import Collection, Document, Passage, Source, document_id
from rag.wiring import open_footnote

MANY = 15
TEXTS = {
    "lease-alder.txt": "The notice period of the Alder house is three months.\n\n"
    "The rent of the Alder house is 900 euros a month.",
    "lease-birch.txt": "The notice period of the Birch house is six months.\n\n"
    "The garden of the Birch house is open to all.",
    "handbook.txt": "Staff have 28 days of holiday in each calendar year of service.\n\n"
    "The uniform is washed by the house and is never taken home by anybody.\n\n"
    "Concerns about safety go to the safety manager, who answers within a week.",
    "policy-2023.txt": "The meal allowance is 38 euros for each whole day of travel.",
    "policy-2025.txt": "The meal allowance is 46 euros for each whole day of travel.",
    **{
        f"survey-{n:02d}.txt": f"House {n} was surveyed in May by two people.\n\n"
        f"Asbestos was found in the roof of house {n}, in {n + 3} places."
        for n in range(MANY)
    },
}
TITLES = {"handbook.txt": "Staff handbook", "lease-alder.txt": "Lease of Alder"}
QUESTIONS = (
    "How long is the notice period of the Alder house?",
    "List all documents that mention asbestos.",
    "How many of the documents mention asbestos?",
    "Compare the notice periods of the Alder house and the Birch house.",
    "What is the staff handbook about?",
    "What is the rent of the Alder house, and how many days of holiday do staff have?",
    "Summarise the meal allowance.",
    "Which houses were surveyed in May?",
)


def prepared(path: str, footnote: Footnote) -> Prepared:
    text = TEXTS[path]
    title = TITLES.get(path, path.removesuffix(".txt"))
    document = Document(Source(document_id(Collection(), path), "v" * 64, title, path), text)
    starts = [0, *(at + 2 for at in range(len(text)) if text[at : at + 2] == "\n\n")]
    ends = [*(start - 2 for start in starts[1:]), len(text)]
    cut = tuple(Passage.cut(document, a, b) for a, b in zip(starts, ends, strict=True))
    vectors = footnote.embedder.embed_passages([one.text for one in cut])
    return Prepared(document, cut, vectors, Origin(path, "", len(text), "test"), original=None)


@pytest.fixture(scope="module")
def footnote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Footnote]:
    settings = Settings.load({}, home=tmp_path_factory.mktemp("home"), threads=1)
    with open_footnote(settings, command="pytest") as opened:
        opened.library.put(Collection(), [prepared(path, opened) for path in TEXTS])
        yield opened


def asked(footnote: Footnote, question: str, **options: object) -> Answer | Abstention:
    return asyncio.run(footnote.answer(question, **options))  # type: ignore[arg-type]


def answered(footnote: Footnote, question: str, **options: object) -> Answer:
    reply = asked(footnote, question, **options)
    assert isinstance(reply, Answer), reply
    return reply


def paths(answer: Answer) -> list[str]:
    return [citation.source.path for citation in answer.citations]


def events(footnote: Footnote, question: str) -> list[Event]:
    async def all_of_them() -> list[Event]:
        return [event async for event in footnote.ask(question)]

    return asyncio.run(all_of_them())


def mentioning(footnote: Footnote, word: str) -> list[Passage]:
    """Every passage that holds *word*, found by reading them all."""
    library, every = footnote.library, Collection()
    found = (library.passages(every, one.document_id) for one in library.known(every))
    return [one for many in found for one in many if set(words(word)) <= set(words(one.text))]


def test_a_list_is_answered_over_every_passage_that_matches(footnote: Footnote) -> None:
    """Eight nearest passages would name half of the houses, and nobody would know."""
    answer = answered(footnote, "List all documents that mention asbestos.")
    there = mentioning(footnote, "asbestos")

    assert answer.kind is Kind.LIST
    assert answer.scope
    assert answer.scope.passages_matching == answer.scope.passages_read == len(there) == MANY
    assert answer.scope.whole
    assert answer.scope.said == f"Read all {MANY} passages in {MANY} documents that match."
    assert sorted(paths(answer)) == sorted({one.source.path for one in there})
    assert not answer.notes


def test_a_list_that_is_too_long_to_read_says_which_part_was_read(footnote: Footnote) -> None:
    answer = answered(footnote, "List all documents that mention asbestos.", k=4)

    assert answer.scope
    assert (answer.scope.passages_read, answer.scope.passages_matching) == (4, MANY)
    assert not answer.scope.whole
    assert "Read 4 of 15 matching passages" in answer.scope.said
    assert "the list may be incomplete" in answer.scope.said
    assert answer.notes == (f"4 of the {MANY} documents that match are quoted.",)


def test_a_count_says_how_many_match_and_adds_nothing_up(footnote: Footnote) -> None:
    answer = answered(footnote, "How many of the documents mention asbestos?")

    assert answer.kind is Kind.COUNT
    assert answer.scope
    assert answer.scope.documents_matching == MANY
    assert "no total was added up" in answer.scope.said
    assert len(set(paths(answer))) == MANY


def test_a_list_keeps_within_the_filter(footnote: Footnote) -> None:
    only = {"path": {"$in": ["survey-01.txt", "survey-02.txt", "handbook.txt"]}}
    answer = answered(footnote, "List all documents that mention asbestos.", where=only)

    assert answer.scope
    assert answer.scope.documents_matching == 2
    assert sorted(paths(answer)) == ["survey-01.txt", "survey-02.txt"]


def test_a_list_of_what_is_nowhere_is_no_list(footnote: Footnote) -> None:
    reply = asked(footnote, "List all documents that mention Krypton.")

    assert isinstance(reply, Abstention)
    assert reply.kind is Kind.LIST
    assert reply.scope
    assert reply.scope.passages_matching == 0
    assert not reply.scope.whole


def test_a_comparison_hears_both_sides(footnote: Footnote) -> None:
    answer = answered(
        footnote, "Compare the notice periods of the Alder house and the Birch house."
    )

    assert answer.kind is Kind.COMPARISON
    assert {"lease-alder.txt", "lease-birch.txt"} <= set(paths(answer))
    assert answer.scope
    assert "the Alder house" in answer.scope.said
    assert not answer.scope.whole
    assert not answer.notes


def test_a_side_of_which_nothing_is_said_is_named(footnote: Footnote) -> None:
    answer = answered(footnote, "Compare the rents of the Alder house and the Cedar house.")

    assert answer.notes == ("Nothing was found for “the rents of the Cedar house”.",)
    assert "lease-alder.txt" in paths(answer)


def test_both_parts_of_a_question_are_answered(footnote: Footnote) -> None:
    answer = answered(
        footnote, "What is the rent of the Alder house, and how many days of holiday do staff have?"
    )

    assert "900 euros" in answer.text
    assert "28 days" in answer.text
    assert answer.kind is Kind.LOOKUP


def test_a_part_that_nothing_answers_is_named(footnote: Footnote) -> None:
    answer = answered(footnote, "What is the rent of the Alder house, and who tunes the piano?")

    assert "900 euros" in answer.text
    assert answer.notes == ("Nothing was found for “who tunes the piano?”.",)


def test_what_one_document_is_about_is_its_summary(footnote: Footnote) -> None:
    answer = answered(footnote, "What is the staff handbook about?")

    assert answer.kind is Kind.SUMMARY
    assert answer.scope
    assert answer.scope.whole
    assert answer.scope.said == "Read 1 of 1 sections and 1 of 1 pages of “Staff handbook”."
    assert {citation.source.title for citation in answer.citations} == {"Staff handbook"}
    assert len(answer.claims) == 3
    assert all(claim.verdict is Verdict.SUPPORTED for claim in answer.claims)


def test_two_documents_of_a_name_are_not_summed_up_as_one(footnote: Footnote) -> None:
    reply = asked(footnote, "Summarise the policy.")

    assert reply.kind is Kind.SUMMARY
    assert reply.scope
    assert reply.scope.said.endswith("the nearest only.")
    assert not reply.scope.whole


def test_the_year_tells_two_documents_of_a_name_apart(footnote: Footnote) -> None:
    answer = answered(footnote, "Summarise the policy of 2023.")

    assert set(paths(answer)) == {"policy-2023.txt"}
    assert "38 euros" in answer.text


def test_a_summary_keeps_within_the_filter(footnote: Footnote) -> None:
    reply = asked(footnote, "What is the staff handbook about?", where={"path": "policy-2023.txt"})

    assert isinstance(reply, Abstention) or "handbook.txt" not in paths(reply)


def test_a_look_up_is_what_it_was(footnote: Footnote) -> None:
    question = "How long is the notice period of the Alder house?"
    answer = answered(footnote, question)
    plain = search(
        question,
        collection=Collection(),
        library=footnote.library,
        embedder=footnote.embedder,
        k=8,
        candidates=footnote.settings.candidates,
    )

    assert (answer.kind, answer.scope, answer.notes) == (Kind.LOOKUP, None, ())
    assert footnote.search(question) == plain
    read = shown(plain, lambda one: footnote.library.beside(footnote.collection(), one))
    assert [name for name, _ in answer.receipt.passages] == [hit.passage.id for hit in read]


@pytest.mark.parametrize("question", QUESTIONS)
def test_invariant_1_every_quote_equals_its_span_whatever_the_kind(
    footnote: Footnote, question: str
) -> None:
    for citation in answered(footnote, question).citations:
        document = footnote.library.document(Collection(), citation.source.document_id)
        assert citation.quote == document.text[citation.start : citation.end]


@pytest.mark.parametrize("question", QUESTIONS)
def test_invariant_2_every_claim_is_supported_whatever_the_kind(
    footnote: Footnote, question: str
) -> None:
    answer = answered(footnote, question)

    assert all(claim.verdict is Verdict.SUPPORTED for claim in answer.claims)
    assert all(claim.citations for claim in answer.claims)


@pytest.mark.parametrize("question", QUESTIONS)
def test_invariant_5_the_same_question_gives_the_same_bytes_whatever_the_kind(
    footnote: Footnote, question: str
) -> None:
    one, two = answered(footnote, question), answered(footnote, question)

    assert one == replace(two, timings=one.timings)


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_streamed_is_what_is_answered(footnote: Footnote, question: str) -> None:
    seen = events(footnote, question)
    text = "".join(event.text for event in seen if isinstance(event, Delta))
    cited = [event.citation for event in seen if isinstance(event, Cited)]
    claims = [event.claim for event in seen if isinstance(event, Claimed)]
    last = seen[-1]

    assert isinstance(seen[0], Sources)
    scores = [hit.score for hit in seen[0].hits]
    assert scores == sorted(scores, reverse=True)
    assert isinstance(last, Answer)
    assert (text, tuple(cited), tuple(claims)) == (last.text, last.citations, last.claims)


@dataclass(frozen=True, slots=True)
class Doubting:
    """A verifier that believes no claim with a certain word."""

    verifier: Verifier
    word: str
    version: str = "doubting-1"

    def check(self, pairs: Sequence[tuple[str, Sequence[str]]]) -> list[Checked]:
        found = self.verifier.check(pairs)
        doubt = Checked(Verdict.UNSUPPORTED, 0.0)
        return [
            doubt if self.word in claim else one
            for (claim, _), one in zip(pairs, found, strict=True)
        ]


def test_a_strict_summary_is_shown_only_where_all_of_it_holds(footnote: Footnote) -> None:
    question = "What is the staff handbook about?"
    doubting = replace(footnote, verifier=Doubting(footnote.verifier, "uniform"))
    strict = asked(doubting, question, policy=Policy.STRICT)
    dropping = answered(doubting, question, policy=Policy.DROP)

    assert answered(footnote, question, policy=Policy.STRICT).notes == ()
    assert strict.scope
    assert strict.scope.said.endswith("the nearest only.")
    assert "uniform" not in dropping.text
    assert "left out" in dropping.notes[0]


def chatting(footnote: Footnote, replies: Sequence[str], *, context_tokens: int) -> Footnote:
    settings = footnote.settings.model_copy(update={"context_tokens": context_tokens})
    chat = ScriptedChat([[reply] for reply in replies])
    return replace(footnote, writer=ChatWriter(chat, settings=settings))


REPLY = 'House 3 has asbestos in its roof. [1: "Asbestos was found in the roof of house"]'


def test_a_model_that_has_room_for_a_part_only_says_which(footnote: Footnote) -> None:
    """Its context is not as long as the list of what matches."""
    little = chatting(footnote, [REPLY], context_tokens=300)
    reply = asked(little, "List all documents that mention asbestos.", policy=Policy.FLAG)

    assert reply.scope
    assert 0 < reply.scope.passages_read < MANY
    assert not reply.scope.whole
    assert "may be incomplete" in reply.scope.said


def test_a_model_is_told_what_a_list_and_a_comparison_want(footnote: Footnote) -> None:
    chat = ScriptedChat([["NO_ANSWER"]])
    writing = replace(footnote, writer=ChatWriter(chat, settings=footnote.settings))
    for question in QUESTIONS[:4]:
        asked(writing, question)
    lookup, listed, _, compared = (turns[-1].content for turns in chat.asked)

    assert "Name every one" in listed
    assert "Answer each of these" in compared
    assert "the notice periods of the Birch house" in compared
    assert lookup.endswith("</question>")
