"""Lists the files that failed before, to have them tried again."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.discover import FoundFile, Listing, discover, looked_at
from ingest.plan import hashed, is_there
from ingest.report import Failure
from rag.store.records import Failed, Known

UPLOAD = "upload:"


@dataclass(frozen=True, slots=True)
class Relisted:
    """What failed before, as it is found now."""

    listing: Listing
    """Files to try, and those that cannot be tried even now."""
    held: tuple[Failed, ...]
    """What is not ours to open: it stays as it failed; ``problem`` and ``remedy`` say why."""
    gone: tuple[str, ...]
    """Paths of what is no longer there to fail."""
    whole: frozenset[str]
    """Files that are documents, though something that came with them failed: read all the same."""


def relisted(failures: Sequence[Failed], paths: Sequence[Path], known: Sequence[Known]) -> Relisted:
    """List the files of *failures*; where there are *paths*, of those that lie under one.

    What came over HTTP names a file that nobody here gave: it is opened only where its bytes are
    those that failed, or where it lies under *paths*. Raises `InputError` for a path that is not
    there and under which nothing failed.
    """
    places = [_place(path, failures) for path in paths]
    chosen = [one for one in failures if not places or _under(one, places)]
    gone = [one for one in chosen if not one.file.startswith(UPLOAD) and not is_there(one.file)]
    here = [one for one in chosen if one not in gone]
    held = [told for one in here if (told := _held(one, trusted=bool(places)))]
    kept = {one.path for one in held}
    ours = [one for one in here if one.path not in kept]
    found = [found for one in ours for found in _found(one)]
    files = {one.file: one for one in found if isinstance(one, FoundFile)}
    rows = tuple(one for one in found if isinstance(one, Failure))
    documents = {one.file: one.path for one in known if not one.container}
    whole = {one.file for one in ours if documents.get(one.file, one.path) != one.path}
    folders = tuple(one.file for one in ours if _is_folder(one))
    return Relisted(
        Listing(tuple(files.values()), rows, folders),
        tuple(held),
        tuple(one.path for one in gone),
        frozenset(whole),
    )


def _place(path: Path, failures: Sequence[Failed]) -> Path:
    place = Path(os.path.realpath(path.expanduser()))
    if not os.path.lexists(place) and not any(_under(one, [place]) for one in failures):
        discover([path])  # says what is wrong with it
    return place


def _under(one: Failed, places: Sequence[Path]) -> bool:
    return any(Path(one.file).is_relative_to(place) for place in places)


def _held(one: Failed, *, trusted: bool) -> Failed | None:
    """Return *one* with what stands in the way of opening it, if anything does."""
    if not one.file or one.file.startswith(UPLOAD):
        told, remedy = "It was sent, and what fails is not kept.", "Send it again."
    elif not one.root and not trusted and not _as_it_was(one):
        told, remedy = "It was sent, and has changed since.", "Name it: footnote ingest PATH."
    else:
        return None
    return replace(one, problem=f"{one.problem} {told}", remedy=remedy)


def _as_it_was(one: Failed) -> bool:
    place = Path(one.file)
    try:
        return place.is_file() and not place.is_symlink() and hashed(place) == one.version
    except OSError:
        return False


def _found(one: Failed) -> Iterator[FoundFile | Failure]:
    place, root = Path(one.file), _root(one)
    if not _is_folder(one):
        yield looked_at(place, one.path, root)
        return
    # A folder that could not be looked into: what is in it was never listed.
    under = discover([root])
    yield from (found for found in under.files if found.file.is_relative_to(place))
    yield from (row for row in under.failures if Path(row.file).is_relative_to(place))


def _is_folder(one: Failed) -> bool:
    return Path(one.file).is_dir() and not Path(one.file).is_symlink()


def _root(one: Failed) -> Path:
    """Return the folder it was found under, as far as that is known."""
    if one.root:
        return Path(one.root)
    above = one.file.removesuffix(f"/{one.path}")
    return Path(above or "/") if above != one.file else Path(one.file).parent
