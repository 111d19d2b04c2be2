"""One case, asked as a person would: `search`, then `answer`; then every citation is looked up."""

import asyncio
from dataclasses import dataclass
from time import perf_counter

from eval.cases import Case
from eval.corpus import Corpus
from eval.observation import Check, Failure, Observation
from eval.subject import Shelf, Subject
from rag.errors import InputError, NotFoundError, ServiceError
from rag.ports import Message
from rag.reply import Abstention, Answer, Citation, Policy
from rag.types import Document, Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How cases are asked."""

    collection: str | None = None
    """None: the default one."""
    depth: int = 20
    """Hits that the search is asked for."""
    k: int | None = None
    """Passages shown to the writer; None: as the settings say."""
    policy: Policy | None = None
    """None: as the settings say."""


@dataclass(frozen=True, slots=True)
class Timed:
    """An observation, and the seconds it took."""

    seen: Observation
    search_s: float
    answer_s: float


async def ask_case(case: Case, subject: Subject, corpus: Corpus, manner: Manner) -> Timed:
    """Ask *case*. What the product refuses or cannot do is part of what is seen; bugs are raised.

    The search is asked the bare question, without the turns before it.
    """
    began = perf_counter()
    hits = await _search(case, subject, manner)
    searched = perf_counter()
    reply = await _answer(case, subject, manner)
    answered = perf_counter()
    checks = await asyncio.to_thread(_checks, reply, subject.library)
    seen = Observation(case, corpus.expected(case), hits, reply, checks)
    return Timed(seen, searched - began, answered - searched)


async def _search(case: Case, subject: Subject, manner: Manner) -> tuple[Hit, ...] | Failure:
    try:
        hits = await asyncio.to_thread(
            subject.search, case.question, collection=manner.collection, k=manner.depth
        )
    except (ServiceError, InputError) as error:
        return Failure(str(error))
    return tuple(hits)


async def _answer(case: Case, subject: Subject, manner: Manner) -> Answer | Abstention | Failure:
    try:
        return await subject.answer(
            case.question,
            collection=manner.collection,
            history=tuple(Message(turn.role, turn.content) for turn in case.history),
            policy=manner.policy,
            k=manner.k,
        )
    except (ServiceError, InputError) as error:
        return Failure(str(error))


def _checks(reply: Answer | Abstention | Failure, shelf: Shelf) -> tuple[Check, ...]:
    if not isinstance(reply, Answer):
        return ()
    return tuple(check(citation, shelf) for citation in reply.citations)


def check(citation: Citation, shelf: Shelf) -> Check:
    """Hold *citation* against the document it names, as the library has it now."""
    source = citation.source
    try:
        document = shelf.document(source.collection, source.document_id)
    except NotFoundError as error:
        return Check(citation.number, exists=False, problem=str(error))
    inside = 0 <= citation.start < citation.end <= len(document.text)
    if not inside:
        span = f"characters {citation.start} to {citation.end} of {len(document.text)}"
        return Check(citation.number, exists=False, problem=f"{source.path} has no {span}.")
    return Check(citation.number, exists=True, problem=_problem(citation, document))


def _problem(citation: Citation, document: Document) -> str:
    there = document.text[citation.start : citation.end]
    pages = document.page_at(citation.start), document.page_at(citation.end - 1)
    if citation.source.version != document.source.version:
        return f"{citation.source.path} has changed since: the citation names another version."
    if there != citation.quote:
        return f"The quote is {citation.quote!r}, the document has {there!r}."
    if (citation.first_page, citation.last_page) != pages:
        named = f"pages {citation.first_page} to {citation.last_page}"
        return f"The span is on pages {pages[0]} to {pages[1]}, the citation names {named}."
    return ""
