"""Reindexing as the edges do it: an embedder chosen, the index switched, what is open fitted."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.footnote import Footnote
from rag.wiring import choose_embedder, choose_writer, spec_of

if TYPE_CHECKING:
    from ingest.paying import Terms
    from ingest.reindex import Reindexed, Stage


def reindexed(
    footnote: Footnote, spec: str | None, terms: "Terms", told: "Callable[[Stage], None]"
) -> "tuple[Footnote, Reindexed]":
    """Build *footnote*'s index anew with the embedder *spec*, or the one it has; switch to it.

    Returns what is opened now: the same library with another embedder.
    """
    from ingest.reading import Into
    from ingest.reindex import reindex

    spec = spec or spec_of(footnote.settings)
    settings = footnote.settings.model_copy(update={"embedder": spec})
    embedder = choose_embedder(settings)
    into = Into(footnote.collection(), embedder, settings)
    done = reindex(footnote.library, into, terms, spec=spec, told=told)
    writer = choose_writer(settings, embedder)
    return replace(footnote, settings=settings, embedder=embedder, writer=writer), done
