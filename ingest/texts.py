"""What an ingest of some files would embed, without storing anything: for measuring."""

from collections.abc import Sequence
from pathlib import Path

from ingest.discover import discover
from ingest.plan import planned
from ingest.reading import Into, reading
from ingest.recipe import Recipe
from rag.errors import DocumentError
from rag.store.records import hash_of


def embedded_texts(paths: Sequence[Path], into: Into) -> list[str]:
    """Return the texts that a first ingest of *paths* gives the embedder, each once, in order."""
    plan = planned(discover(paths), (), Recipe(into.settings.passage_tokens, ocr=True))
    texts: dict[bytes, str] = {}
    with reading(plan.tasks, into) as outcomes:
        for _, outcome in outcomes:
            try:
                cuts = outcome.result().cuts
            except DocumentError:  # a row of the report of an ingest; here it embeds nothing
                continue
            texts |= {hash_of(cut.embedded): cut.embedded for cut in cuts}
    return list(texts.values())
