"""How documents are read and cut: another recipe makes other passages of the same bytes."""

import re
from dataclasses import dataclass

from ingest import split

LOADERS = "5"
"""Raise it whenever a loader would read the same bytes otherwise."""
UNREAD = " ocr=needed"
"""What the recipe of a document ends with that has pages nobody could read."""
_READER = re.compile(r" reader=(\S+)")


@dataclass(frozen=True, slots=True)
class Recipe:
    """Kept with each document; where it differs from today's, the document is read again."""

    passage_tokens: int = 0
    reader: str = ""
    """The LlamaIndex reader asked for; used for what we do not read ourselves."""
    ocr: bool = False
    """Pages that are pictures can be read now; kept only where they could not be."""

    @property
    def text(self) -> str:
        """As it is kept."""
        named = f" reader={self.reader}" if self.reader else ""
        return f"load={LOADERS} split={split.VERSION} tokens={self.passage_tokens}{named}"

    def reads_more(self, text: str) -> bool:
        """Say whether pages that nobody could read by a kept recipe can be read now."""
        return self.ocr and text.endswith(UNREAD)

    @staticmethod
    def reader_in(text: str) -> str:
        """Return the reader that a kept recipe names, if it names one."""
        found = _READER.search(text)
        return found.group(1) if found else ""
