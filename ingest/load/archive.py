"""ZIP and TAR archives: a list of what is in them; their files are documents of their own."""

import io
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from ingest.load.attached import Attached
from ingest.load.loaded import Limits, Loaded, Pages, one_line
from ingest.load.zipped import checked
from rag.errors import DocumentError

ZIP, TAR = "application/zip", "application/x-tar"
_MOST_RATIO = 200
"""Unpacked to packed of a TAR archive, as a whole."""


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """List the files, and take them along within the limits."""
    pages, files, seen = Pages(), Attached(limits), set[str]()
    pages.turn()
    try:
        for name, inside in (_zip if media_type == ZIP else _tar)(content):
            if not any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts):
                pages.add(name)
                if name in seen:
                    files.say(f"{one_line(name)[:200]} is in it more than once: each was read")
                seen.add(name)
                files.add(name, inside)
    except (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise DocumentError(f"The archive is damaged: {error}.", "Fetch it again.") from error
    except (RuntimeError, NotImplementedError) as error:
        problem = f"The archive cannot be unpacked: {error}."
        raise DocumentError(problem, "Unpack it yourself, without its password.") from error
    return pages.loaded(media_type, notes=files.notes(), attachments=files.all())


def _zip(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(checked(content, doctypes=True, twice=True))) as archive:
        for member in archive.infolist():
            if not member.is_dir() and (member.external_attr >> 28) != _LINK:
                yield member.filename, archive.read(member)


_LINK = 0xA
"""Of the upper bits of a ZIP member's attributes, where it is a symbolic link."""


def _tar(content: bytes) -> Iterator[tuple[str, bytes]]:
    total, most = 0, _MOST_RATIO * len(content) + 10_000_000
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for member in archive:
            if not member.isreg():
                continue
            total += member.size
            if total > most:
                problem = f"The archive unpacks to more than {most // 1_000_000} MB."
                raise DocumentError(problem, "If you trust it, unpack it yourself.")
            opened = archive.extractfile(member)
            if opened is not None:
                yield member.name, opened.read()
