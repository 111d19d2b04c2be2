"""What one run has to look at: the files listed, the plan made of them, and what is refused."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.asked import Asked
from ingest.discover import Listing, discover, refuse_empty
from ingest.ocr import Tesseract
from ingest.plan import Plan, is_there, planned
from ingest.recipe import Recipe
from ingest.retry import Failing
from rag.errors import InputError
from rag.settings import Settings
from rag.store.records import Known

MOST_REMOVED = 0.5
"""Of a collection, in one run, without being told so: the folder may just not be mounted."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done."""

    listing: Listing
    plan: Plan
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Before:
    """What is known before a run."""

    known: Sequence[Known]
    failing: Failing
    settings: Settings


def work_of(paths: Sequence[Path], asked: Asked, before: Before) -> Work:
    """Look at what is under *paths*, and compare it with what was there *before*.

    Raises `InputError` for a path that is not there, for folders with no files, and for a prune
    that would take more than half.
    """
    refuse_both(asked)
    ocr = Tesseract(before.settings).here
    recipe = Recipe.of(before.settings, reader=asked.reader, ocr=ocr)
    if asked.retry_failed:
        return _retried(paths, recipe, before)
    known = before.known
    most_bytes = before.settings.file_mb * 1_000_000
    listing = _listed(paths, known if asked.prune else (), most_bytes=most_bytes)
    plan = planned(listing, known, recipe, failed=before.failing.before, only=asked.only)
    if not (asked.prune and plan.missing):
        refuse_empty(listing)
    if asked.prune and not asked.yes:
        refuse_many(len(plan.missing), len(known))
    return Work(listing, before.failing.held(plan))


def refuse_both(asked: Asked) -> None:
    """Raise `InputError` where *asked* to prune and to retry: one needs whole folders."""
    if asked.retry_failed and asked.prune:
        problem = "--prune looks at whole folders, --retry-failed only at what failed in them."
        raise InputError(problem, "Give one of them, then the other.")


def refuse_many(missing: int, of: int) -> None:
    """Raise `InputError` where so many are *missing* that their folder may just not be there."""
    if missing > MOST_REMOVED * of:
        problem = f"The files of {missing} of {of} documents are gone: that is more than half."
        meant = "If it is meant: footnote ingest PATH --prune --yes (a --watch goes on after that)."
        raise InputError(problem, f"{meant} If not, is the folder mounted?")


def _retried(paths: Sequence[Path], recipe: Recipe, before: Before) -> Work:
    again = before.failing.relisted(paths, before.known)
    plan = planned(
        again.listing, before.known, recipe, failed=before.failing.before, whole=again.whole
    )
    notes = (f"{path}: it is gone, and no longer listed as failed" for path in again.gone)
    return Work(again.listing, plan, tuple(notes))


def _listed(paths: Sequence[Path], known: Sequence[Known], *, most_bytes: int) -> Listing:
    """Discover what is under *paths*; folders that are gone hold nothing if *known* are of them."""
    gone = [path for path in paths if _gone(path, known)]
    listing = discover([path for path in paths if path not in gone], most_bytes=most_bytes)
    return replace(listing, roots=(*listing.roots, *map(_real, gone)))


def _gone(path: Path, known: Sequence[Known]) -> bool:
    where = _real(path)
    return not is_there(where) and any(Path(one.file).is_relative_to(where) for one in known)


def _real(path: Path) -> str:
    """Return *path* as files are known, links and all, whether it is there or not."""
    return os.path.realpath(path.expanduser())
