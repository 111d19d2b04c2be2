"""Cuts and embeds anew what is stored, beside the index, which goes on answering.

The new index is a whole one, under ``reindex/``: what was done before a kill is there when it goes
on. Once it holds every document, it takes the old one's place in one transaction.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.cost import counted
from ingest.embed import Embedding, Stored
from ingest.paying import Terms, charged
from ingest.prepare import Ready
from ingest.reading import Into
from ingest.recipe import Recipe
from ingest.split import split
from rag.errors import IndexMismatchError, InputError
from rag.models.remembering import Remembering
from rag.ports import Embedder
from rag.settings import Settings
from rag.store.library import Library
from rag.store.records import Known, Origin, Prepared
from rag.store.switch import BESIDE, thrown_away
from rag.types import Collection, Vectors

_BATCH = 1_000
"""Passages stored together."""
_RECIPE = re.compile(r"split=\S+ tokens=\d+")


@dataclass(frozen=True, slots=True)
class Reindexed:
    """What a reindexing did."""

    documents: int
    passages: int
    embedded: int
    before: str
    """Fingerprint of the embedder."""
    after: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Stage:
    """How far it is."""

    done: int
    """Documents."""
    total: int


Told = Callable[[Stage], None]


def reindex(library: Library, into: Into, terms: Terms, *, spec: str, told: Told) -> Reindexed:
    """Build the index anew by ``into.embedder``, and put it in *library*'s place.

    *spec* is how the settings call that embedder. Raises `InputError` where its cost is not agreed
    to, and whatever the embedder raises; the old index is then as it was, and what was embedded is
    kept for the next time.
    """
    began, before = time.monotonic(), library.embedder
    into = charged(into, terms.budget_usd)
    _agreed(library, into, terms)
    beside = into.settings.home / BESIDE
    with _opened(beside, into) as new:
        embedding = Embedding(into.embedder, _stored(library, new, into.embedder))
        both = _Both(library, new, into, embedding)
        _caught_up(both, told)
        with library.still():
            _caught_up(both, told)
            passages = sum(new.counts(one).passages for one in new.everywhere())
            documents = sum(new.counts(one).documents for one in new.everywhere())
            new.settle()
            new.close()
            library.switch(beside, into.embedder, spec)
    thrown_away(into.settings.home)
    return Reindexed(
        documents,
        passages,
        embedding.made,
        before,
        into.embedder.fingerprint,
        round(time.monotonic() - began, 3),
    )


def _opened(beside: Path, into: Into) -> Library:
    """Open what was begun, unless it was begun with another embedder."""
    settings = into.settings.model_copy(update={"home": beside})
    try:
        return Library.open(settings, embedder=into.embedder, command="footnote reindex")
    except IndexMismatchError:
        thrown_away(into.settings.home)
        return Library.open(settings, embedder=into.embedder, command="footnote reindex")


@dataclass(frozen=True, slots=True)
class _Both:
    old: Library
    new: Library
    into: Into
    embedding: Embedding


def _caught_up(both: _Both, told: Told) -> None:
    """Make the new index hold every document of the old as it is now, and no other."""
    library, new, into, embedding = both.old, both.new, both.into, both.embedding
    where = library.everywhere()
    for gone in new.everywhere():
        if gone not in where:
            new.remove(gone, [one.document_id for one in new.known(gone)])
    for collection in where:
        if collection not in new.everywhere():  # one with no documents is there all the same
            new.put(collection, [], settle=False)
        known = library.known(collection)
        have = {one.document_id: one for one in new.known(collection)}
        stale = have.keys() - {one.document_id for one in known}
        if stale:
            new.remove(collection, sorted(stale))
        missing = [one for one in known if not _same(have.get(one.document_id), one, into.settings)]
        done = len(known) - len(missing)
        for batch in _batches(library, missing, replace(into, collection=collection)):
            cuts = [cut for _, one in batch for cut in one.cuts]
            vectors, hashes = embedding.rows(cuts, lambda _: None)
            new.put(collection, list(_prepared(batch, vectors, hashes)), settle=False)
            done += len(batch)
            told(Stage(done, len(known)))


def _stored(library: Library, new: Library, embedder: Embedder) -> Stored:
    """Return what gives stored vectors: also those of the index in use, if *embedder* made them."""
    if library.embedder != embedder.fingerprint:
        return new.embedded
    return lambda hashes: {**library.embedded(hashes), **new.embedded(hashes)}


def _same(have: Known | None, known: Known, settings: Settings) -> bool:
    return have is not None and (have.version, have.recipe, have.path, have.tags) == (
        known.version,
        recipe_now(known.recipe, settings),
        known.path,
        known.tags,
    )


def recipe_now(kept: str, settings: Settings) -> str:
    """Return the recipe of a document that was read by *kept* and is cut as it would be now."""
    now = _RECIPE.search(Recipe(settings.passage_tokens).text)
    assert now is not None
    return _RECIPE.sub(now.group(), kept)


def _batches(
    library: Library, known: Sequence[Known], into: Into
) -> Iterator[list[tuple[Known, Ready]]]:
    batch: list[tuple[Known, Ready]] = []
    for one in known:
        batch.append((one, _ready(library, into.collection, one, into)))
        if sum(len(ready.cuts) for _, ready in batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _ready(library: Library, collection: Collection, known: Known, into: Into) -> Ready:
    document = library.document(collection, known.document_id)
    own = tuple(tag for tag in document.tags if tag not in known.given)
    tokens = into.settings.passage_tokens
    cuts = tuple(split(document, counter=into.embedder, passage_tokens=tokens))
    recipe = recipe_now(known.recipe, into.settings)
    origin = Origin(known.file, known.root, known.size, recipe)
    return Ready(replace(document, tags=own), cuts, origin, None, known.sketch)


def _prepared(
    batch: Sequence[tuple[Known, Ready]], vectors: Vectors, hashes: Sequence[bytes]
) -> Iterator[Prepared]:
    start = 0
    for known, one in batch:
        end = start + len(one.cuts)
        yield Prepared(
            one.document,
            tuple(cut.passage for cut in one.cuts),
            vectors[start:end],
            one.origin,
            None,
            tuple(hashes[start:end]),
            one.sketch,
            known.given,
        )
        start = end


def _agreed(library: Library, into: Into, terms: Terms) -> None:
    if not isinstance(into.embedder, Remembering) or into.embedder.price_usd == 0:
        return
    made = (
        _ready(library, collection, one, into)
        for collection in library.everywhere()
        for one in library.known(collection)
    )
    estimate = counted(made, into)
    cost = estimate.cost_usd
    must = (cost is None or cost > into.settings.embed_free_usd) and not terms.yes
    if estimate.tokens and not terms.agree(estimate, must):
        raise InputError(f"{estimate} Nothing was embedded.", "Add --yes to agree to that.")
