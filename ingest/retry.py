"""What failed before: read again a few times, then only reported, and forgotten once it is sound.

A failure is known by the bytes that failed and by how they were read: with other bytes, another
recipe or another limit it is counted anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from ingest.discover import Listing
from ingest.plan import Plan, Task, free, hashed, is_there
from ingest.relist import Relisted, relisted
from ingest.report import Failure
from rag.settings import Settings
from rag.store.library import Library
from rag.store.records import Failed, Known
from rag.types import Collection

_LIMITS = ("file_seconds", "file_memory_mb", "file_pages", "file_characters")
_AGAIN = "To have it read again as it is: footnote ingest --retry-failed."


class Failing:
    """The files of a collection that failed, before and in this run."""

    def __init__(self, library: Library, collection: Collection, settings: Settings) -> None:
        self._library = library
        self._collection = collection
        self._settings = settings
        self._before = {one.path: one for one in library.failures(collection)}
        self._taken = {path: one.file for path, one in self._before.items() if is_there(one.file)}
        self._now: dict[str, Failed] = {}
        self._held: set[str] = set()

    @property
    def before(self) -> list[Failed]:
        """What is known to have failed before this run."""
        return list(self._before.values())

    def relisted(self, paths: Sequence[Path], known: Sequence[Known]) -> Relisted:
        """List what failed, to have it tried again; forget what is gone."""
        found = relisted(self.before, paths, known)
        if found.gone:
            self._library.forget_failures(self._collection, found.gone)
        self._held |= {one.path for one in found.held}
        rows = (*found.listing.failures, *map(self.row, found.held))
        return replace(found, listing=replace(found.listing, failures=rows))

    def held(self, plan: Plan) -> Plan:
        """Take from *plan* the files that failed often enough just as they are: rows of the report.

        Those that hold nothing for us need to be looked into once only. What came with a file that
        is unchanged (an attachment) stays as it failed, too.
        """
        if not self._before:
            return plan
        tasks, rows = [], []
        for task in map(self._seen, plan.tasks):
            known = self._before.get(task.path)
            if known and self._enough(known) and self._as_it_was(task, known):
                rows.append(self.row(known))
            else:
                tasks.append(task)
        rows += [self.row(one) for one in self._inside(plan.same)]
        self._held |= {row.path for row in rows}
        return replace(plan, tasks=tuple(tasks), failures=(*plan.failures, *rows))

    def add(self, failure: Failure, task: Task | None = None) -> Failure:
        """Count *failure*, of *task* where its file was read; return it as the report shows it."""
        if failure.path in self._held:
            return failure
        if task is None:
            failure = replace(failure, path=free(failure, self._taken))
            self._taken[failure.path] = failure.file
        before = self._before.get(failure.path)
        version = self._version(task) if task else ""
        recipe = self._recipe(task) if task else ""
        again = before and version and (before.version, before.recipe) == (version, recipe)
        failed = Failed(
            failure.path,
            (task.source or str(task.found.file)) if task else failure.file,
            failure.problem,
            failure.remedy,
            failure.kind,
            before.tries + 1 if before and again else 1,
            datetime.now(UTC).isoformat(timespec="seconds"),
            version,
            recipe,
            "" if task and task.source else task.found.root if task else failure.root,
        )
        self._now[failure.path] = failed
        return self.row(failed)

    def keep(self) -> None:
        """Keep in the library what failed in this run, unless it knows it all already."""
        new = [one for one in self._now.values() if not _told(one, self._before.get(one.path))]
        if new:
            self._library.note_failures(self._collection, new)

    def forget(self, listing: Listing, still: Iterable[Failure]) -> None:
        """Forget what was wrong with files that were looked at now and are sound, or are gone."""
        files = {str(found.file) for found in listing.files}
        failing = {failure.path for failure in still}
        mended = [
            one.path
            for one in self._before.values()
            if one.path not in failing and (one.file in files or _under(one, listing.roots))
        ]
        if mended:
            self._library.forget_failures(self._collection, mended)

    def row(self, failed: Failed) -> Failure:
        """Return *failed* as the report shows it: with its tries, once there were enough."""
        kind: Literal["failed", "skipped"] = "skipped" if failed.kind == "skipped" else "failed"
        failure = Failure(
            failed.path, failed.problem, failed.remedy, kind, failed.file, failed.root, failed.tries
        )
        if kind == "skipped" or not self._enough(failed):
            return failure
        times = "once" if failed.tries == 1 else f"{failed.tries} times"
        return replace(
            failure,
            problem=f"{failed.problem} It was tried {times}.",
            remedy=f"{failed.remedy} {_AGAIN}",
        )

    def _enough(self, failed: Failed) -> bool:
        return failed.kind == "skipped" or failed.tries >= self._settings.file_tries

    def _as_it_was(self, task: Task, known: Failed) -> bool:
        return bool(known.version) and (known.version, known.recipe) == (
            task.version,
            self._recipe(task),
        )

    def _seen(self, task: Task) -> Task:
        """Hash the file of *task* where it is known to have failed."""
        known = self._before.get(task.path)
        if task.version or known is None or not known.version or not self._enough(known):
            return task
        try:
            return replace(task, version=hashed(task.found.file))
        except OSError:  # it will be a row of the report when it is read
            return task

    def _inside(self, same: Sequence[Known]) -> list[Failed]:
        """Return what failed of files that came with documents that are unchanged."""
        by_file = {one.file: one.path for one in same}
        failed = self._before.values()
        return [one for one in failed if by_file.get(one.file, one.path) != one.path]

    def _recipe(self, task: Task) -> str:
        """Return how *task* is read: with another limit, what failed may do."""
        limits = (f"{name}={getattr(self._settings, name):g}" for name in _LIMITS)
        return " ".join((task.recipe.text, *limits, f"ocr={task.recipe.ocr:d}"))

    def _version(self, task: Task) -> str:
        """Return the SHA-256 of the bytes that failed; empty where they may be others by now.

        A file that was still being written must not count as looked at.
        """
        if task.version:
            return task.version
        try:
            version = hashed(task.found.file)
            now = task.found.file.stat(follow_symlinks=False).st_ctime_ns
        except OSError:
            return ""
        return version if now == task.found.changed_ns else ""


def _told(one: Failed, before: Failed | None) -> bool:
    return before is not None and replace(one, at=before.at) == before


def _under(one: Failed, roots: Iterable[str]) -> bool:
    return any(Path(one.file).is_relative_to(root) for root in roots)
