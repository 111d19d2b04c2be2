"""The words of a page of HTML that nests too deeply to be read as one."""

from collections.abc import Collection
from html.parser import HTMLParser


def words_of(text: str, *, unseen: Collection[str], blocks: Collection[str]) -> str:
    """Return the text of a page, a line for each of its *blocks*, without what is *unseen*."""
    parser = _Words(unseen, blocks)
    parser.feed(text)
    parser.close()
    return "".join(parser.written)


class _Words(HTMLParser):
    def __init__(self, unseen: Collection[str], blocks: Collection[str]) -> None:
        super().__init__()
        self.written: list[str] = []
        self._unseen, self._blocks = unseen, blocks
        self._within: list[str] = []
        """Elements that are not seen, from the outermost."""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        if tag in self._unseen:
            self._within.append(tag)
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:
            del self._within[self._within.index(tag) :]
        self._part(tag)

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.written.append(data)

    def _part(self, tag: str) -> None:
        if tag in self._blocks and self.written and self.written[-1] != "\n":
            self.written.append("\n")
