"""Whether the cases and the collection are about the same documents: asked before anything runs."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.cases import Case, Evidence
from eval.observation import Place
from eval.subject import KnownDocument, Shelf
from rag.errors import InputError
from rag.types import Collection, digest


@dataclass(frozen=True, slots=True)
class Corpus:
    """The collection, as the cases see it."""

    fingerprint: str
    """Names every document and version in it."""
    documents: int
    paths: Mapping[str, str]
    """Each path of the evidence, as the collection has it."""
    missing: tuple[str, ...]
    """Evidence in documents, or on pages, that the collection does not have; one line each."""
    unread: tuple[str, ...]
    """Evidence whose words are not on the page as it was read, one line each."""

    def expected(self, case: Case) -> frozenset[Place]:
        """Return the pages that hold the answer of *case*, there or not."""
        return frozenset(Place(self.paths[e.path], e.page) for e in case.evidence)


def inspect(cases: Sequence[Case], shelf: Shelf, collection: Collection) -> Corpus:
    """Find the evidence of *cases* in *collection*.

    A path that the collection does not have may still be the end, or the beginning cut off, of
    exactly one that it has. A document or page that is missing is noted, and its cases are asked
    all the same: that the product could not read it is what they show. Where every document is
    missing, the collection is the wrong one (`InputError`). Words that are not on their page are
    noted too, since other software may have read the page.
    """
    known = {document.path: document for document in shelf.known(collection)}
    named = sorted({evidence.path for case in cases for evidence in case.evidence})
    found = {path: _path(path, known) for path in named}
    if not known or (named and not any(found.values())):
        raise InputError(
            f"The collection {collection.name!r} holds {len(known)} documents, and none of the "
            f"{len(named)} that the cases name, such as {', '.join(named[:3]) or 'any'}.",
            "Ingest the folder they were written for, or give another --collection.",
        )
    versions = sorted(f"{document.path}\0{document.version}" for document in known.values())
    there = {path: known[real] for path, real in found.items() if real}
    return Corpus(
        fingerprint=digest(*versions),
        documents=len(known),
        paths={path: real or path for path, real in found.items()},
        missing=tuple(m for case in cases for m in _missing(case, there)),
        unread=tuple(_unread(cases, there, shelf, collection)),
    )


def _path(wanted: str, known: Mapping[str, KnownDocument]) -> str:
    if wanted in known:
        return wanted
    near = [p for p in known if p.endswith("/" + wanted) or wanted.endswith("/" + p)]
    return near[0] if len(near) == 1 else ""


def _missing(case: Case, there: Mapping[str, KnownDocument]) -> list[str]:
    lines = []
    for evidence in case.evidence:
        document = there.get(evidence.path)
        if document is None:
            lines.append(f"case {case.id}: there is no {evidence.path}")
        elif evidence.page > document.pages:
            wanted = f"there is no page {evidence.page}"
            lines.append(f"case {case.id}: {wanted}, {document.path} has {document.pages}")
    return lines


def _unread(
    cases: Sequence[Case],
    there: Mapping[str, KnownDocument],
    shelf: Shelf,
    collection: Collection,
) -> list[str]:
    pages: dict[tuple[str, int], str] = {}

    def words(evidence: Evidence) -> str:
        key = evidence.path, evidence.page
        if key not in pages:
            document = shelf.document(collection, there[evidence.path].document_id)
            start, end = document.page_span(evidence.page)
            pages[key] = _squeezed(document.text[start:end])
        return pages[key]

    return [
        f"case {case.id}: {evidence.path} p. {evidence.page}"
        for case in cases
        for evidence in case.evidence
        if evidence.path in there
        and evidence.page <= there[evidence.path].pages
        and _squeezed(evidence.text) not in words(evidence)
    ]


def _squeezed(text: str) -> str:
    """Return the letters and digits of *text* alone: layout and hyphens differ between readers."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())
