"""Which document a question names, if it names one and no other."""

from rag.answer.common import content
from rag.filters.parse import Filter
from rag.retrieve.asked import run_together
from rag.retrieve.within import within
from rag.retrieve.words import words
from rag.store.library import Library
from rag.store.parts import NAMES, naming
from rag.types import Collection, Passage

MANY = 50
"""Documents whose names are compared. More that share a word with the topic name none."""


def named(
    topic: str, *, collection: Collection, library: Library, where: Filter | None = None
) -> str:
    """Return the id of the one document whose name holds every word of *topic*; else nothing.

    Of the documents that *where* keeps.
    Names are what `rag.store.parts.naming` makes of title and file name. Two documents that both
    hold them, such as two years of one report, are not told apart by a topic without the year.
    """
    wanted = frozenset(content(topic))
    if not wanted:
        return ""
    found = within(library, collection, where).keyword(run_together(topic), MANY, NAMES)
    live = library.live(collection, [one.passage_id for one in found])
    fits = {one.source.document_id for one in live.values() if _holds(one, wanted)}
    return fits.pop() if len(fits) == 1 else ""


def _holds(passage: Passage, wanted: frozenset[str]) -> bool:
    name = f"{' '.join(naming(passage))} {passage.source.path}"
    return wanted <= set(words(name))
