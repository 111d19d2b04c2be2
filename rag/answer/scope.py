"""What an answer was made from, said for the reader: all that matches, or which part of it."""

from rag.answer.gather import Gathered
from rag.reply import Coverage, Scope
from rag.retrieve.holding import DEEP
from rag.retrieve.kinds import Kind
from rag.retrieve.matching import documents, sought
from rag.retrieve.route import Route
from rag.store.records import Counts
from rag.types import Source


def scope(route: Route, found: Gathered, counts: Counts, *, read: int | None) -> Scope | None:
    """Return what was read for *route*, *read* of the hits found (None: all); none for a look-up.

    *counts* is what there is to be found in the collection, within the filter.
    """
    if route.of_all:
        return _of_all(route, found, read)
    if route.kind is Kind.LOOKUP:
        return None
    hits = found.read(read)
    seen, of = len(hits), documents(hits)
    there = _there(seen, of)
    if route.kind is Kind.SUMMARY:
        said = (
            f"Read {seen} of {_passages(counts.passages)}, in {_documents(of)}: the nearest only."
        )
        return Scope(counts.passages, seen, counts.documents, of, whole=False, said=said)
    if route.kind is Kind.COMPARISON:
        named = " and ".join(f"“{side.name}”" for side in route.sides)
        each = f"Searched for {named}; read" if named else "Read"
        said = f"{each} the {there} that come nearest."
    else:
        said = f"Read the {there} that come nearest to its parts; a list may be incomplete."
    return Scope(len(found.hits), seen, documents(found.hits), of, whole=False, said=said)


def summed_up(source: Source, coverage: Coverage) -> Scope:
    """Return what of the document of *source* was read for its summary."""
    read, sections = coverage.sections_read, coverage.sections
    whole = read == sections and coverage.pages_read == coverage.pages
    said = (
        f"Read {read} of {sections} sections and {coverage.pages_read} of {coverage.pages} pages"
        f" of “{source.title}”."
    )
    return Scope(sections, read, 1, 1, whole=whole, said=said)


def _of_all(route: Route, found: Gathered, read: int | None) -> Scope:
    hits = [hit for hit in found.read(read) if hit.passage.id in found.matching]
    matching, seen, of = len(found.matching), len(hits), documents(hits)
    of_each = route.of_documents and of == found.documents
    whole = matching > 0 and (seen == matching or of_each) and not found.more
    if not matching:
        nearest = found.read(read)
        there = _there(len(nearest), documents(nearest))
        said = f"No passage holds “{sought(route.topic)}”; read the {there} nearest."
    elif whole and matching == 1:
        said = "Read the one passage that matches."
    elif whole and seen < matching:
        said = f"Read all {_documents(of)} that match, in {seen} of their {matching} passages."
    elif whole:
        said = f"Read all {_there(matching, found.documents)} that match."
    else:
        said = (
            f"Read {seen} of {'at least ' * found.more}{matching} matching passages, in {of} of"
            f" {_documents(found.documents)}; the {route.kind} may be incomplete."
        )
    if found.more:
        said += f" Looked at the best {DEEP:,} by words only."
    if route.kind is Kind.COUNT and matching:
        said += " These are counts of what matches; no total was added up."
    return Scope(matching, seen, found.documents, of, whole=whole, said=said)


def _there(passages: int, of: int) -> str:
    return f"{_passages(passages)} in {_documents(of)}"


def _passages(count: int) -> str:
    return f"{count} passage{'' if count == 1 else 's'}"


def _documents(count: int) -> str:
    return f"{count} document{'' if count == 1 else 's'}"
