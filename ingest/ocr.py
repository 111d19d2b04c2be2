"""The door to Tesseract, a program of the system: a picture in, text and confidence out."""

import base64
import csv
import io
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from ingest.load.scans import INSTALL, Scanned
from rag.errors import DocumentError
from rag.settings import Settings

_MOST_BYTES = 20_000_000
"""Of the answer for one page."""
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TESSDATA_PREFIX", "LD_LIBRARY_PATH")
_PARAGRAPH = ("page_num", "block_num", "par_num")
_WORD = "5"
"""``level`` of a line of the table that is a word."""


class Tesseract:
    """Reads pictures of pages, where the system has the program."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        wanted = settings.ocr == "auto"
        self._program = shutil.which(settings.tesseract) if wanted else None

    @property
    def here(self) -> bool:
        """Whether there is one, and it is to be used."""
        return self._program is not None

    def read(self, png: bytes) -> Scanned:
        """Read one picture; `DocumentError` where the program fails or takes too long."""
        command = ["stdin", "stdout", "-l", self._settings.ocr_languages, "--psm", "3", "tsv"]
        return recognised(self._ran(command, png).decode("utf-8", "replace"))

    def about(self) -> str:
        """Say which version it is, and which languages it reads."""
        version = self._ran(["--version"], b"").decode("utf-8", "replace").partition("\n")[0]
        listed = self._ran(["--list-langs"], b"").decode("utf-8", "replace").split("\n")[1:]
        return f"{version}; languages: {' '.join(filter(None, listed))}"

    def _ran(self, arguments: list[str], given: bytes) -> bytes:
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        # One thread: the others have vectors to make.
        environment["OMP_THREAD_LIMIT"] = "1"
        assert self._program is not None
        try:
            ran = subprocess.run(  # noqa: S603 - the program the settings name, no word from a file
                [self._program, *arguments],
                input=given,
                capture_output=True,
                timeout=self._settings.ocr_seconds,
                check=False,
                env=environment,
                start_new_session=True,
            )
        except subprocess.TimeoutExpired as error:
            problem = f"OCR of a page took longer than {self._settings.ocr_seconds:g} seconds."
            raise DocumentError(problem, "Raise FOOTNOTE_OCR_SECONDS.") from error
        except OSError as error:
            problem = f"{self._program} cannot be run: {error.strerror}."
            raise DocumentError(problem, f"{INSTALL}, or set FOOTNOTE_OCR=off.") from error
        if ran.returncode or len(ran.stdout) > _MOST_BYTES:
            said = " ".join(ran.stderr.decode("utf-8", "replace").split())[-200:]
            problem = f"Tesseract ended with {ran.returncode}: {said or 'it said nothing'}."
            remedy = "Are its languages installed? See FOOTNOTE_OCR_LANGUAGES; or FOOTNOTE_OCR=off."
            raise DocumentError(problem, remedy)
        return ran.stdout


def recognised(table: str) -> Scanned:
    """Return the text of Tesseract's table of words: lines as they stand, paragraphs apart."""
    rows = list(csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE))
    words = [row for row in rows if row.get("level") == _WORD and (row.get("text") or "").strip()]
    said = [float(row["conf"]) for row in words if (row.get("conf") or "-1") != "-1"]
    return Scanned("\n\n".join(_paragraphs(words)), sum(said) / len(said) if said else 0.0)


def _paragraphs(words: list[dict[str, str]]) -> Iterator[str]:
    for _, some in groupby(words, lambda row: [row[name] for name in _PARAGRAPH]):
        lines = groupby(some, lambda row: row["line_num"])
        yield "\n".join(" ".join(row["text"] for row in line) for _, line in lines)


_DOUBTFUL = 60.0
"""Mean confidence, of 100, below which a reader is warned."""


@dataclass(slots=True)
class Session:
    """The OCR of one file, page by page."""

    tesseract: Tesseract
    found: dict[int, Scanned] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def page(self, number: int, drawn: Mapping[str, str]) -> None:
        """Read one page as it was *drawn*; what goes wrong is a note, and the page stays empty."""
        problem = drawn.get("problem")
        if not problem:
            try:
                self.found[number] = self.tesseract.read(base64.b64decode(drawn["png"]))
            except DocumentError as error:
                problem = error.problem
        if problem:
            self.notes.append(f"page {number} was not read by OCR: {problem}")

    def said(self) -> dict[str, Any]:
        """Return what the child is told."""
        pages = [number for number, one in self.found.items() if one.text]
        doubtful = [number for number in pages if self.found[number].confidence < _DOUBTFUL]
        if pages:
            mean = sum(self.found[number].confidence for number in pages) / len(pages)
            shown = ", ".join(map(str, pages[:20])) + (" …" if len(pages) > 20 else "")
            self.notes.append(f"read by OCR with {mean:.0f} % confidence: page {shown}")
        if doubtful:
            shown = ", ".join(map(str, doubtful[:20]))
            self.notes.append(f"read by OCR, but hardly legible: page {shown}")
        found = {str(page): [one.text, one.confidence] for page, one in self.found.items()}
        return {"found": found, "notes": self.notes}
