"""Front matter: what stands above a Markdown text about it, as YAML or as TOML."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
_PAIR = re.compile(r"([A-Za-z][\w -]*):(?:[ \t]+(.*))?")
_ITEM = re.compile(r"[ \t]*-[ \t]+(\S.*)")
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'")
_OPEN = re.compile(
    r"^[A-Za-z][\w -]*:[ \t]+(?:\"(?:[^\"\\\n]|\\.)*|'[^'\n]*(?:''[^'\n]*)*|\[[^\]\n]*)$",
    re.MULTILINE,
)
"""A quotation or a list that its line does not close."""
_PART = re.compile(r"\s*(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^,]+)")
_MOST_LINES = 500
_MOST_CHARACTERS = 100_000
_MOST_VALUES = 200


@dataclass(frozen=True, slots=True)
class Front:
    """What the front matter says, and where it ends."""

    given: tuple[tuple[str, str], ...] = ()
    """Names and values in order; a list is its name several times."""
    end: int = 0
    """Offset of what follows it."""
    damaged: str = ""
    """``"TOML"`` or ``"YAML"``, where it is none that can be read, or not all of it."""

    @property
    def note(self) -> str:
        """Say what could not be read of it; nothing where all could."""
        if not self.damaged:
            return ""
        if self.given:
            return f"not all of its front matter can be read as {self.damaged}"
        return f"its front matter cannot be read as {self.damaged}"


def front_matter(text: str) -> Front:
    """Read the front matter at the start of *text*, if there is one."""
    opened = text[:3]
    found = _fenced(text, _FENCES[opened]) if opened in _FENCES else None
    if found is None:
        return Front()
    written, end = found
    if opened == "---":
        given = tuple(_yaml(written))[:_MOST_VALUES]
        return Front(given, end, "YAML" if _OPEN.search(written) else "") if given else Front()
    try:
        table = tomllib.loads(written)
    except (tomllib.TOMLDecodeError, RecursionError):
        return Front(end=end, damaged="TOML")
    return Front(tuple(_toml(table))[:_MOST_VALUES], end)


def _fenced(text: str, closing: tuple[str, ...]) -> tuple[str, int] | None:
    """Return what stands between a first line that is a fence and the next, and where that ends."""
    lines = text[:_MOST_CHARACTERS].split("\n", _MOST_LINES)
    if lines[0].rstrip() != text[:3]:
        return None
    place = len(lines[0]) + 1
    for number, line in enumerate(lines[1:], 1):
        place += len(line) + 1
        if line.rstrip() in closing:
            return "\n".join(lines[1:number]), min(place, len(text))
    return None


def _yaml(written: str) -> Iterator[tuple[str, str]]:
    """Read ``key: value``, lists in brackets and lists of lines; anything nested is left alone."""
    key = ""
    for line in written.split("\n"):
        item = _ITEM.fullmatch(line)
        pair = _PAIR.fullmatch(line)
        if pair:
            key = pair[1].strip().lower()
            yield from ((key, value) for value in _values((pair[2] or "").strip()))
        elif item and key:
            nested = _PAIR.fullmatch(item[1])
            yield from ((key, value) for value in _values(item[1].strip()) if not nested)
        elif line[:1].strip() and not line.startswith("#"):
            key = ""


def _values(written: str) -> Iterator[str]:
    if written in {"", "|", ">", "|-", ">-", "{", "["} or written.startswith("{"):
        return
    if not (written.startswith("[") and written.endswith("]")):
        yield _plain(written)
        return
    for part in _PART.findall(written[1:-1]):
        if part.strip():
            yield _plain(part.strip())


def _plain(written: str) -> str:
    """Take quotes off, or the comment that follows a bare value."""
    quoted = _QUOTED.match(written)
    if quoted is None:
        return written.partition(" #")[0].strip()
    if quoted[1] is not None:
        return re.sub(r"\\(.)", r"\1", quoted[1])
    return quoted[2].replace("''", "'")


def _toml(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the values of the table, and of its tables' lists (Zola keeps tags in taxonomies)."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _toml({name: one for name, one in value.items() if isinstance(one, list)})
        elif isinstance(value, list):
            yield from (
                (key.lower(), str(one)) for one in value if not isinstance(one, dict | list)
            )
        else:
            yield key.lower(), str(value).lower() if isinstance(value, bool) else str(value)
