"""A chat model's text as sentences with quotes, however it is written and however it is cut."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.generate import ChatWriter
from rag.answer.markers import Cutter
from rag.errors import ServiceError
from rag.ports import Quote, Sentence, Task, Written
from rag.settings import Settings
from rag.testing import ScriptedChat
from rag.types import Document, Hit, Passage, Source

DOCUMENT = Document(Source("doc_1", "v1", "Manual", "manual.txt"), "The warranty lasts 24 months.")
TASK = Task("How long?", (Hit(Passage.cut(DOCUMENT, 0, 29), 1.0),))


def read(pieces: Sequence[str]) -> list[Sentence]:
    cutter = Cutter()
    found = [sentence for piece in pieces for sentence in cutter.feed(piece)]
    return [*found, *cutter.finish()]


def write(chat: ScriptedChat, **settings: object) -> list[Sentence | Written]:
    writer = ChatWriter(chat, settings=Settings.load({}, **settings), count=len)

    async def all_of_it() -> list[Sentence | Written]:
        return [item async for item in writer.write(TASK)]

    return asyncio.run(all_of_it())


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ('It lasts. [1: "exact words here"]', [(1, "exact words here")]),
        ('It lasts [1: "exact words here"].', [(1, "exact words here")]),
        (
            'It lasts. [1: “exact words here”] [3: "others"]',
            [(1, "exact words here"), (3, "others")],
        ),
        ('It lasts. [1: "a [sic] b", 2: "c"]', [(1, "a [sic] b"), (2, "c")]),
        ('It lasts. 【2: "exact words"】', [(2, "exact words")]),
        ("It lasts [1,2].", [(1, ""), (2, "")]),
        ("It lasts [1-3].", [(1, ""), (2, ""), (3, "")]),
        ("It lasts [1][2].", [(1, ""), (2, "")]),
        ("It lasts 【1】.", [(1, "")]),
        ("It lasts (1).", [(1, "")]),
        ('It lasts. [1: "words with no end', [(1, "words with no end")]),
        ("It lasts.", []),
        ("It lasts [[1]].", [(1, "")]),
        ("It lasts. [1](http://evil.example/a(b)c)", [(1, "")]),
        ("It \x1b[1mlasts\x1b[0m. [1]", [(1, "")]),
        ("It lasts.\x1b]8;;http://evil.example\x07 [1]", [(1, "")]),
    ],
)
def test_markers_in_odd_forms_are_read(text: str, quotes: list[tuple[int, str]]) -> None:
    assert read([text]) == [Sentence("It lasts.", tuple(Quote(*quote) for quote in quotes))]


REPLY = (
    'The warranty lasts 24 months. [1: "the warranty lasts 24 months"] It is given (in writing) by'
    " Acme Inc. to the first owner [2, 3]. Nothing else [see below] is covered.\n"
    '- A claim is sent by post. [4: "send it by post", 5: "by post only"] The end.'
)


HOSTILE = (
    "One boat [[1]] is \x1b[31mred\x1b[0m. [7](http://evil.example/x(y)) Two are blue [2].) End."
)


@given(st.lists(st.integers(0, len(HOSTILE)), max_size=30))
def test_half_of_an_escape_or_a_link_leaks_no_more_than_the_whole(cuts: list[int]) -> None:
    places = sorted({0, *cuts, len(HOSTILE)})
    pieces = [HOSTILE[start:end] for start, end in pairwise(places)]
    found = read(pieces)
    assert found == read([HOSTILE])
    assert not any(sign in one.text for one in found for sign in ("[", "\x1b", "evil"))


@given(st.lists(st.integers(0, len(REPLY)), max_size=30))
def test_where_the_stream_is_cut_changes_nothing(cuts: list[int]) -> None:
    """Half a marker at the end of a piece must not leak into the text."""
    places = sorted({0, *cuts, len(REPLY)})
    pieces = [REPLY[start:end] for start, end in pairwise(places)]
    assert read(pieces) == read([REPLY])


def test_sentences_come_as_soon_as_they_are_complete() -> None:
    cutter = Cutter()
    assert list(cutter.feed('It lasts. [1: "exact words"')) == []
    assert list(cutter.feed("] Th")) == [Sentence("It lasts.", (Quote(1, "exact words"),))]


@given(st.text(st.sampled_from('ab. [](){}"“”1234:,-【】\n'), max_size=120))
def test_no_text_is_lost_for_ever_and_none_makes_it_fail(text: str) -> None:
    for sentence in read([text]):
        assert any(one.isalnum() for one in sentence.text)


@pytest.mark.parametrize(
    "reply", [["NO_ANSWER"], ["NO_", "ANSWER."], ['"NO_ANSWER"', " The passages say nothing."]]
)
def test_no_answer_is_no_sentence_at_all(reply: list[str]) -> None:
    (only,) = write(ScriptedChat([reply]))
    assert isinstance(only, Written)


def test_the_word_for_no_answer_is_never_shown() -> None:
    items = write(ScriptedChat([["It lasts [1]. ", "NO_ANSWER"]]))
    assert [item.text for item in items if isinstance(item, Sentence)] == ["It lasts."]


def test_a_reply_without_end_is_cut_and_not_taken_for_complete() -> None:
    with pytest.raises(ServiceError, match="did not stop"):
        write(ScriptedChat([["It lasts very long. "] * 1000]), reply_tokens=16)


def test_a_reply_that_breaks_off_is_not_taken_for_complete() -> None:
    broken = ScriptedChat([["It lasts [1]. "]], fails=ServiceError("Cut.", "Try again."))
    with pytest.raises(ServiceError):
        write(broken)


def test_the_model_is_asked_again_with_what_was_wrong() -> None:
    chat = ScriptedChat([['It lasts 24 months. [1: "lasts 24 months"]']])
    writer = ChatWriter(chat, settings=Settings.load({}), count=len)

    async def again() -> list[Sentence | Written]:
        wrong = Sentence("It lasts 36 months.")
        return [item async for item in writer.rewrite(TASK, wrong, "36 months is not there.")]

    items = asyncio.run(again())

    assert items[0] == Sentence("It lasts 24 months.", (Quote(1, "lasts 24 months"),))
    assert "It lasts 36 months." in chat.asked[0][-1].content
    assert "36 months is not there." in chat.asked[0][-1].content
