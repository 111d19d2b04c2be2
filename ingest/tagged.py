"""Tags given to documents that are there already: nothing of them is read or embedded again."""

from collections.abc import Collection as Collecting
from collections.abc import Sequence

from rag.store.library import Change, Library
from rag.store.records import Known
from rag.types import Collection


def tagged(
    tags: tuple[str, ...],
    files: Collecting[str],
    known: Sequence[Known],
    *,
    library: Library,
    collection: Collection,
) -> int:
    """Give *tags* to the documents of *files*, and to what came with them; return how many changed.

    Those that a run adds or replaces get theirs as they are stored.
    """
    if not tags:
        return 0
    ours = [one for one in known if one.file in files]
    paths = {one.path for one in ours}
    ids = {one.document_id for one in (*ours, *(o for o in known if o.container in paths))}
    return len(library.tag(collection, sorted(ids), Change(add=tags))) if ids else 0
