"""Refuses Office files that would blow up: by the zip's own directory first, then by counting."""

import io
import zipfile

from rag.errors import DocumentError

MOST_MEMBERS = 10_000
MOST_BYTES = 200_000_000
MOST_RATIO = 100
"""Unpacked to packed, for members over `RATIO_FROM`; Office's own XML stays below 30."""
RATIO_FROM = 10_000_000
_REMEDY = "If you trust the file, open it in its program and save it again."
_STEP = 1 << 16


def checked(content: bytes, *, doctypes: bool = False) -> bytes:
    """Return *content*, an Office file or book that is safe to open, or raise `DocumentError`.

    With *doctypes* its XML may name a document type, as the chapters of books do; whoever parses it
    must then leave entities alone.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _directory(archive.infolist())
            _members(archive, doctypes=doctypes)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, EOFError) as error:
        raise DocumentError(f"The file is damaged: {error}.", "Fetch or save it again.") from error
    except (NotImplementedError, RuntimeError) as error:  # a method unknown, or a password
        raise DocumentError(f"The file cannot be unpacked: {error}.", _REMEDY) from error
    return content


def _directory(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len(members) > MOST_MEMBERS:
        raise DocumentError(
            f"The file holds {len(members)} parts; {MOST_MEMBERS} is the most.", _REMEDY
        )
    total = sum(member.file_size for member in members)
    if total > MOST_BYTES:
        _too_big(total)
    for member in members:
        if member.file_size > max(RATIO_FROM, MOST_RATIO * member.compress_size):
            ratio = member.file_size // max(1, member.compress_size)
            raise DocumentError(
                f"{member.filename!r} inside it unpacks to {ratio} times its size.", _REMEDY
            )
    if len(set(names)) < len(names):
        raise DocumentError("The file holds two parts of the same name.", _REMEDY)


def _members(archive: zipfile.ZipFile, *, doctypes: bool) -> None:
    """Unpack and count, since the directory may lie; refuse DTDs, which Office never writes."""
    total = 0
    for member in archive.infolist():
        with archive.open(member) as opened:
            head = opened.read(_STEP)
            named = member.filename.endswith((".xml", ".rels"))
            if named and not doctypes and _has_doctype(head):
                raise DocumentError(
                    f"{member.filename!r} inside it declares a document type.", _REMEDY
                )
            total += len(head)
            while block := opened.read(_STEP):
                total += len(block)
                if total > MOST_BYTES:
                    _too_big(total)


def _has_doctype(head: bytes) -> bool:
    return b"<!DOCTYPE" in head.replace(b"\0", b"").upper()


def _too_big(total: int) -> None:
    most = MOST_BYTES // 1_000_000
    problem = f"The file unpacks to more than {total // 1_000_000} MB; {most} is the most."
    raise DocumentError(problem, _REMEDY)
