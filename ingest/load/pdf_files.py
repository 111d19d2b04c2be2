"""Files that a PDF carries, in its catalogue or pinned to its pages: documents of their own.

pdfium says for next to nothing whether there are any; pypdf reads them, because what it unpacks is
bounded. A name tree or a file that is damaged is a note, and costs the PDF nothing else.
"""

import zlib
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from ingest.load.attached import Attached
from ingest.load.clock import SlowError, within
from ingest.load.loaded import Limits, clean, one_line
from ingest.load.pdf_extra import FAULTS, reader_of

if TYPE_CHECKING:
    from pypdf import PdfReader

_MOST_NOTES = 100_000
"""Annotations of a document that are looked at: a second or two, should a file hold more."""
_SHOWN = 5


class Carried:
    """Where a document carries files, as far as pdfium has looked."""

    def __init__(self, document: Any) -> None:
        import pypdfium2.raw as pdfium

        self.pages: list[int] = []
        """Pages from 0 that a file is pinned to."""
        self._listed = pdfium.FPDFDoc_GetAttachmentCount(document) > 0
        self._left = _MOST_NOTES

    def __bool__(self) -> bool:
        """Say whether there are any."""
        return self._listed or bool(self.pages)

    def look(self, page: Any, number: int) -> None:
        """Take note of *page*, *number* from 0, if a file is pinned to it."""
        import pypdfium2.raw as pdfium

        count = min(pdfium.FPDFPage_GetAnnotCount(page), self._left)
        self._left -= count
        for place in range(count):
            pin = pdfium.FPDFPage_GetAnnot(page, place)
            kind = pdfium.FPDFAnnot_GetSubtype(pin)
            pdfium.FPDFPage_CloseAnnot(pin)
            if kind == pdfium.FPDF_ANNOT_FILEATTACHMENT:
                self.pages.append(number)
                return


def attached(content: bytes, pages: Sequence[int], limits: Limits) -> Attached:
    """Read the files of the catalogue and those pinned to *pages*, in a share of the time."""
    from pypdf.errors import PyPdfError

    files, damaged = Attached(limits), list[str]()
    try:
        with within(limits.seconds / 4):
            for name, stream in _files(reader_of(content), pages):
                if not _taken(files, name, stream):
                    damaged.append(name)
    except SlowError:
        files.say("the files inside it took too long to read: not all of them were")
    except (PyPdfError, *FAULTS):
        files.say("the list of the files inside it is damaged: not all of them were read")
    if damaged:
        shown = ", ".join(damaged[:_SHOWN]) + (" …" if len(damaged) > _SHOWN else "")
        files.say(f"{len(damaged)} files inside it are damaged and were not read: {shown}")
    return files


def _taken(files: Attached, name: str, stream: Any) -> bool:
    """Take a file along, or count it as too much; say whether it is sound."""
    from pypdf.errors import DependencyError, LimitReachedError, PyPdfError
    from pypdf.generic import StreamObject

    if not isinstance(stream, StreamObject):
        return False
    try:
        if files.full:
            files.leave()
        else:
            files.add(name, stream.get_data())
    except LimitReachedError:
        files.leave()
    except (PyPdfError, DependencyError, zlib.error, *FAULTS):
        return False
    stream.decoded_self = None  # pypdf 7.1 would keep the bytes of every file to the end
    return True


def _files(reader: "PdfReader", pages: Sequence[int]) -> Iterator[tuple[str, Any]]:
    """Yield name and stream of each file, once, however often it is named."""
    seen: set[object] = set()
    for name, specification in _specifications(reader, pages):
        inside = _dictionary(_dictionary(specification).get("/EF"))
        stream = _object(inside.get("/UF") or inside.get("/F"))
        place = getattr(stream, "indirect_reference", None)
        key = (place.idnum, place.generation) if place else id(stream)
        if key not in seen:
            seen.add(key)
            said = _dictionary(specification)
            yield _base_name(said.get("/UF") or said.get("/F") or name), stream


def _specifications(reader: "PdfReader", pages: Sequence[int]) -> Iterator[tuple[Any, Any]]:
    names = _dictionary(reader.root_object.get("/Names"))
    yield from _leaves(names.get("/EmbeddedFiles"))
    for number in pages:
        for written in _array(reader.pages[number].get("/Annots")):
            note = _dictionary(written)
            if note.get("/Subtype") == "/FileAttachment":
                yield note.get("/Contents"), note.get("/FS")


def _leaves(root: Any) -> Iterator[tuple[Any, Any]]:
    """Walk a name tree in order (ISO 32000-2, 7.9.6); a node that comes again is passed over."""
    waiting, seen = [root], set[int]()
    while waiting:
        node = _dictionary(waiting.pop())
        if id(node) in seen:
            continue
        seen.add(id(node))
        waiting += reversed(_array(node.get("/Kids")))
        names = _array(node.get("/Names"))
        yield from zip(names[::2], names[1::2], strict=False)


def _object(written: Any) -> Any:
    return written.get_object() if written is not None else None


def _dictionary(written: Any) -> Any:
    found = _object(written)
    return found if isinstance(found, dict) else {}


def _array(written: Any) -> Any:
    found = _object(written)
    return found if isinstance(found, list) else []


def _base_name(written: Any) -> str:
    said = _object(written) or ""
    said = said.decode("latin-1") if isinstance(said, bytes) else str(said)
    name = one_line(clean(said))
    return PurePosixPath(name.replace("\\", "/")).name[-200:] or "attachment"
