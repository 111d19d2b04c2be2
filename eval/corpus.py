"""Whether the cases and the collection are about the same documents: asked before anything runs."""

import difflib
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
    unread: tuple[str, ...]
    """Evidence whose words are not on the page as it was read, one line each."""

    def expected(self, case: Case) -> frozenset[Place]:
        """Return the pages that hold the answer of *case*."""
        return frozenset(Place(self.paths[e.path], e.page) for e in case.evidence)


def inspect(cases: Sequence[Case], shelf: Shelf, collection: Collection) -> Corpus:
    """Find the evidence of *cases* in *collection*.

    A path that the collection does not have may still be the end, or the beginning cut off, of
    exactly one that it has. Missing documents and pages are listed in one `InputError`; words that
    are not on their page are only noted, since other software may have read the page.
    """
    known = {document.path: document for document in shelf.known(collection)}
    if not known:
        raise InputError(
            f"The collection {collection.name!r} holds no document.",
            "Ingest the documents that the cases are about: `footnote ingest FOLDER`.",
        )
    paths = {e.path: _path(e.path, known) for case in cases for e in case.evidence}
    problems = [p for case in cases for p in _problems(case, paths, known)]
    if problems:
        listed = "\n".join(["", *problems])
        raise InputError(
            f"The cases are not about the collection {collection.name!r}:{listed}\n",
            "Ingest the folder they were written for, or give another --collection.",
        )
    names = [f"{document.path}\0{document.version}" for document in known.values()]
    unread = _unread(cases, {old: known[new] for old, new in paths.items()}, shelf, collection)
    return Corpus(digest(*sorted(names)), len(known), paths, tuple(unread))


def _path(wanted: str, known: Mapping[str, KnownDocument]) -> str:
    if wanted in known:
        return wanted
    near = [p for p in known if p.endswith("/" + wanted) or wanted.endswith("/" + p)]
    return near[0] if len(near) == 1 else ""


def _problems(
    case: Case, paths: Mapping[str, str], known: Mapping[str, KnownDocument]
) -> list[str]:
    problems = []
    for evidence in case.evidence:
        path = paths[evidence.path]
        if not path:
            close = difflib.get_close_matches(evidence.path, known, n=1, cutoff=0.0)
            problems.append(f"case {case.id}: no document {evidence.path} (nearest: {close[0]})")
        elif evidence.page > known[path].pages:
            has = f"{path} has {known[path].pages} pages"
            problems.append(f"case {case.id}: no page {evidence.page}, {has}")
    return problems


def _unread(
    cases: Sequence[Case],
    known: Mapping[str, KnownDocument],
    shelf: Shelf,
    collection: Collection,
) -> list[str]:
    texts: dict[tuple[str, int], str] = {}

    def words(evidence: Evidence) -> str:
        key = evidence.path, evidence.page
        if key not in texts:
            document = shelf.document(collection, known[evidence.path].document_id)
            start, end = document.page_span(evidence.page)
            texts[key] = _squeezed(document.text[start:end])
        return texts[key]

    return [
        f"case {case.id}: {evidence.path} p. {evidence.page}"
        for case in cases
        for evidence in case.evidence
        if evidence.text and _squeezed(evidence.text) not in words(evidence)
    ]


def _squeezed(text: str) -> str:
    """Return the letters and digits of *text* alone: layout and hyphens differ between readers."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())
