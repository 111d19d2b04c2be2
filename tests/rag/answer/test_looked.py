"""What is found for a question before anything is written."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from rag.answer.asked import Asked, Parts
from rag.answer.looked import Looked, looked
from rag.answer.rerank import ChatReranker
from rag.answer.rewrite import Rewriter
from rag.answer.verify import WordVerifier
from rag.reply import Usage
from rag.retrieve.route import routed
from rag.retrieve.shown import NEIGHBOUR
from rag.settings import Settings
from rag.store.records import Counts
from rag.testing import ByWords, HashEmbedder, ScriptedChat, ScriptedWriter
from rag.types import Collection, Document, Hit, Passage, Source

HERE = Collection()
SENTENCES = (
    "The ramp folds.",
    "Members vote in June.",
    "The fee is raised.",
    "The fee is due in May.",
    "The Heron was built in 2011.",
    "Bicycles travel free.",
)
TEXT = " ".join(SENTENCES)
DOCUMENT = Document(Source("doc_1", "v" * 64, "Rules", "rules.txt"), TEXT)
PASSAGES = [Passage.cut(DOCUMENT, TEXT.index(one), TEXT.index(one) + len(one)) for one in SENTENCES]
QUESTION = "When is the fee due?"


def beside(_collection: Collection, passage: Passage) -> Sequence[Passage]:
    place = PASSAGES.index(passage)
    return [*PASSAGES[max(0, place - 1) : place], *PASSAGES[place + 1 : place + 2]]


def search(question: str, _collection: Collection, k: int) -> list[Hit]:
    """Find the passages as they stand; for "vote" the one that says so first."""
    first = [one for one in PASSAGES if question in one.text]
    order = [*first, *(one for one in PASSAGES if one not in first)]
    return [Hit(one, 1 - place / 10) for place, one in enumerate(order)][:k]


def parts(**more: object) -> Parts:
    made = Parts(
        search=search,
        document=lambda _collection, _name: DOCUMENT,
        counts=lambda _collection: Counts(1, len(PASSAGES)),
        writer=ScriptedWriter(),
        verifier=WordVerifier(),
        embedder=HashEmbedder(),
        settings=Settings.load({}, rerank=6),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def found(using: Parts, question: str = QUESTION, k: int = 2) -> Looked:
    return asyncio.run(looked(routed(question), Asked(question, HERE, k=k), using))


def texts(of: Looked) -> list[str]:
    return [hit.passage.text for hit in of.found.hits]


def test_hits_are_ranked_again_before_the_first_are_taken() -> None:
    """The best one is the fourth: with two asked for it is not even among those that are shown."""
    assert texts(found(parts())) == list(SENTENCES[:2])
    assert texts(found(parts(reranker=ByWords())))[0] == SENTENCES[3]


def test_what_a_model_took_to_rank_is_counted_and_its_failure_is_told() -> None:
    chat = ScriptedChat([["I like them all."]])
    by = ChatReranker(chat, count=len, budget=10_000)

    told = found(parts(reranker=by))

    assert texts(told) == list(SENTENCES[:2])
    assert told.usage == Usage(10, 5)
    assert told.notes == ("The model's ranking could not be read.",)


def test_versions_are_put_in_order_after_the_model_has_ranked() -> None:
    def current(_question: str, _collection: Collection, hits: Sequence[Hit]) -> list[Hit]:
        return sorted(hits, key=lambda hit: hit.passage.start)

    told = found(parts(reranker=ByWords(), current=current))

    assert texts(told) == list(SENTENCES[:2])


def test_a_list_of_all_that_matches_is_not_ranked_again() -> None:
    chat = ScriptedChat([["1: 0\n2: 9"]])
    by = ChatReranker(chat, count=len, budget=10_000)

    found(parts(reranker=by), "Which documents mention the fee?")

    assert chat.asked == []


def test_the_best_come_with_what_stands_beside_them_where_something_is_looked_up() -> None:
    told = found(parts(beside=beside), k=1)

    assert texts(told) == [SENTENCES[0], SENTENCES[1]]
    assert NEIGHBOUR in told.found.hits[1].signals


def test_a_question_is_searched_by_its_queries_as_well() -> None:
    chat = ScriptedChat([["Q: vote"]])

    told = found(parts(rewriter=Rewriter(chat, 1)), k=3)

    assert SENTENCES[1] in texts(told)[:2]
    assert told.notes == ("Also searched: “vote”.",)
    assert told.usage == Usage(10, 5)
