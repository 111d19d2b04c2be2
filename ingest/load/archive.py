"""ZIP and TAR archives: a list of what is in them; their files are documents of their own.

Each file is taken out by itself: one that is damaged, locked or blown up is its own failure, and
the others are read.
"""

import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from ingest.load.attached import Attached
from ingest.load.loaded import Limits, Loaded, Pages, one_line
from rag.errors import DocumentError

ZIP, TAR = "application/zip", "application/x-tar"
_RATIO_FROM = 10_000_000
"""Bytes up to which nobody asks how well a file was packed."""
_AGAIN = "Fetch the archive again, or pack it again."
_TRUST = "If you trust it: raise FOOTNOTE_ARCHIVE_RATIO, then footnote ingest --retry-failed."
_DAMAGED = (zipfile.BadZipFile, tarfile.TarError, zlib.error, OSError, EOFError, ValueError)
_LINK = 0xA
"""Of the upper bits of a ZIP member's attributes, where it is a symbolic link."""


@dataclass(frozen=True, slots=True)
class _Member:
    """A file in an archive, not taken out yet."""

    name: str
    size: int
    """Bytes, by the archive's own word."""
    packed: int
    """Bytes that it takes in the archive; as many as it has where that is not known."""
    open: Callable[[], IO[bytes] | None]


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """List the files, and take them along within the limits; `DocumentError` where none is found.

    An archive that breaks off gives the files before that, and a note.
    """
    pages, files, seen = Pages(), Attached(limits), set[str]()
    pages.turn()
    try:
        for member in (_zip if media_type == ZIP else _tar)(content, limits):
            if _passed_over(member.name):
                continue
            pages.add(member.name)
            if member.name in seen:
                files.say(f"{one_line(member.name)[:200]} is in it more than once: each was read")
            seen.add(member.name)
            _take(member, files, limits)
    except _DAMAGED as error:
        if not seen:
            raise DocumentError(f"The archive is damaged: {error}.", _AGAIN) from error
        files.fail("what follows", f"The archive is read no further: {error}.", _AGAIN)
    return pages.loaded(media_type, notes=files.notes(), attachments=files.all())


def _passed_over(name: str) -> bool:
    """Say whether a folder's files of that name would be passed over as well."""
    parts = PurePosixPath(name).parts
    return any(part.startswith((".", "__MACOSX")) and part != ".." for part in parts)


def _take(member: _Member, files: Attached, limits: Limits) -> None:
    """Take *member* out, no more of it than there is room for; its directory may lie."""
    if files.full or member.size > files.room:
        files.leave()
    elif member.size > max(_RATIO_FROM, limits.ratio * member.packed):
        ratio = member.size // max(1, member.packed)
        problem = f"It unpacks to {ratio} times its size; {limits.ratio} times is the most."
        files.fail(member.name, problem, _TRUST)
    else:
        _read(member, files)


def _read(member: _Member, files: Attached) -> None:
    try:
        opened = member.open()
        inside = opened.read(files.room + 1) if opened else b""
    except _DAMAGED as error:
        files.fail(member.name, f"It is damaged in its archive: {error}.", _AGAIN)
    except (RuntimeError, NotImplementedError) as error:  # a password, or a method unknown
        problem = f"It cannot be unpacked: {error}."
        files.fail(member.name, problem, "Unpack the archive yourself, with its password.")
    else:
        files.add(member.name, inside)


def _zip(content: bytes, _limits: Limits) -> Iterator[_Member]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            # `is_dir` of Python 3.11 fails on a name of nothing, as damage can make one.
            if not member.filename.endswith("/") and (member.external_attr >> 28) != _LINK:

                def opened(member: zipfile.ZipInfo = member) -> IO[bytes]:
                    return archive.open(member)

                yield _Member(member.filename, member.file_size, member.compress_size, opened)


def _tar(content: bytes, limits: Limits) -> Iterator[_Member]:
    """Yield the files in turn; what a TAR archive unpacks to is bounded as a whole."""
    total, most = 0, limits.ratio * len(content) + _RATIO_FROM
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for member in archive:
            total += member.size
            if total > most:
                unpacked = f"it unpacks to more than {limits.ratio} times its size"
                raise tarfile.TarError(f"{unpacked} (FOOTNOTE_ARCHIVE_RATIO)")
            if member.isreg():

                def opened(member: tarfile.TarInfo = member) -> IO[bytes] | None:
                    return archive.extractfile(member)

                yield _Member(member.name, member.size, member.size, opened)
