"""Read the page dialect of the sample PDFs: one source page gives one PDF page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Page:
    """The blocks of one page, in order, and the footnotes that stand at its foot."""

    layout: str
    """``plain``, ``columns`` (two of them) or ``cover`` (no running foot)."""
    blocks: tuple[str, ...]
    footnotes: tuple[str, ...]
    """Each already begins with its number."""


@dataclass(frozen=True, slots=True)
class Source:
    """One document as written: its header lines and its pages."""

    header: dict[str, str]
    pages: tuple[Page, ...]

    @property
    def roman_pages(self) -> int:
        """How many pages at the front are numbered i, ii, iii."""
        return int(self.header.get("roman", "0"))


FOOTNOTE = re.compile(r"^\[\^(\d+)\]: *")


def read_source(path: Path) -> Source:
    """Read *path*: ``name: value`` lines, then pages that each begin with ``%%%``."""
    head, *pages = re.split(r"^%%%", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    header = dict(line.split(": ", 1) for line in head.strip().splitlines())
    return Source(header, tuple(_page(text) for text in pages))


def _page(text: str) -> Page:
    layout, _, body = text.partition("\n")
    blocks = [block.strip("\n") for block in re.split(r"\n\s*\n", body.strip()) if block.strip()]
    notes = [FOOTNOTE.sub(r"\1 ", block) for block in blocks if FOOTNOTE.match(block)]
    kept = [block for block in blocks if not FOOTNOTE.match(block)]
    return Page(layout.strip() or "plain", tuple(kept), tuple(notes))


def rows(block: str) -> list[list[str]]:
    """Split a ``| a | b |`` block into its cells, the header row first."""
    return [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in block.splitlines()]
