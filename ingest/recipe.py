"""How documents are read and cut: another recipe makes other passages of the same bytes."""

import re
from dataclasses import dataclass, replace

from ingest import split
from rag.settings import Settings

LOADERS = "6"
"""Raise it whenever a loader would read the same bytes otherwise."""
_LIMITS = (
    *("file_pages", "file_characters", "archive_members", "archive_mb"),
    *("ocr_pages", "ocr_seconds"),
)
UNREAD = " ocr=needed"
"""What the recipe of a document ends with that has pages nobody could read."""
_CUT = re.compile(r" within=(\S+)")
_READER = re.compile(r" reader=(\S+)")


@dataclass(frozen=True, slots=True)
class Recipe:
    """Kept with each document; where it differs from today's, the document is read again."""

    passage_tokens: int = 0
    reader: str = ""
    """The LlamaIndex reader asked for; used for what we do not read ourselves."""
    ocr: bool = False
    """Pages that are pictures can be read now; kept only where they could not be."""
    limits: str = ""
    """How much of a file is read; kept only where that was not all."""

    @classmethod
    def of(cls, settings: Settings, *, reader: str = "", ocr: bool = False) -> "Recipe":
        """Return how files are read with these *settings*."""
        limits = (getattr(settings, name) for name in _LIMITS)
        return cls(settings.passage_tokens, reader, ocr, ":".join(map(str, limits)))

    @property
    def text(self) -> str:
        """As it is kept."""
        named = f" reader={self.reader}" if self.reader else ""
        return f"load={LOADERS} split={split.VERSION} tokens={self.passage_tokens}{named}"

    def kept(self, *, cut: bool, unread: bool) -> str:
        """Return it as it is kept of a document that a limit *cut*, or with pages *unread*."""
        within = f" within={self.limits}" if cut else ""
        return self.text + within + (UNREAD if unread else "")

    def reads_so(self, kept: str) -> bool:
        """Say whether it reads as by a *kept* recipe, and no more than could be read by that."""
        plain = _CUT.sub("", kept).removesuffix(UNREAD)
        same = plain in {self.text, replace(self, reader="").text}
        return same and not self._reads_more(kept)

    def _reads_more(self, kept: str) -> bool:
        cut = _CUT.search(kept)
        return (self.ocr and kept.endswith(UNREAD)) or bool(cut and cut[1] != self.limits)

    @staticmethod
    def reader_in(text: str) -> str:
        """Return the reader that a kept recipe names, if it names one."""
        found = _READER.search(text)
        return found.group(1) if found else ""
