"""Messages as Outlook saves them, made on the spot: a compound file ([MS-CFB]) of properties."""

import struct
from collections.abc import Mapping

_SECTOR, _LEAST = 512, 4096
"""Bytes; streams below `_LEAST` would have to lie in a stream of their own, so none is."""
_FREE, _END, _TABLE, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_TEXT, _BYTES, _NUMBER = 0x001F, 0x0102, 0x0003
_SUBJECT, _BODY, _SENDER, _ADDRESS = 0x0037, 0x1000, 0x0C1A, 0x0C1F
_NAME, _CONTENT, _METHOD = 0x3707, 0x3701, 0x3705


def message(subject: str, body: str, files: Mapping[str, bytes]) -> bytes:
    """A message with *files* attached."""
    entries: list[tuple[str, bytes | None, int]] = []
    sender = {_SENDER: "Ida Quill", _ADDRESS: "ida@quarrel.example"}
    texts = {_SUBJECT: subject, _BODY: body, **sender}
    entries += _properties({(name, _TEXT): _padded(text) for name, text in texts.items()}, 32, 0)
    for number, (name, content) in enumerate(files.items(), start=1):
        entries.append((f"__attach_version1.0_#{number - 1:08X}", None, 0))
        held = {(_NAME, _TEXT): _padded(name), (_CONTENT, _BYTES): content}
        entries += _properties(held, 8, number)
    return _compound(entries)


def _padded(text: str) -> bytes:
    return text.ljust(_LEAST).encode("utf-16-le")


def _properties(
    held: Mapping[tuple[int, int], bytes], head: int, parent: int
) -> list[tuple[str, bytes | None, int]]:
    rows = b"".join(
        struct.pack("<HHIQ", kind, name, 6, len(held[name, kind])) for name, kind in held
    )
    rows += struct.pack("<HHIQ", _NUMBER, _METHOD, 6, 1)
    rows += struct.pack("<HHIQ", _NUMBER, 0x0E07, 6, 0) * (_LEAST // 16)
    found: list[tuple[str, bytes | None, int]] = [
        (f"__substg1.0_{name:04X}{kind:04X}", content.ljust(_LEAST, b"\0"), parent)
        for (name, kind), content in held.items()
    ]
    return [*found, ("__properties_version1.0", bytes(head) + rows, parent)]


def _compound(entries: list[tuple[str, bytes | None, int]]) -> bytes:
    """Lay out streams one after the other; of *entries* each is name, bytes or none, storage."""
    storages = [number for number, (_, content, _) in enumerate(entries, 1) if content is None]
    of = {0: 0} | dict(enumerate(storages, 1))
    sectors: list[bytes] = []
    table: list[int] = []
    starts = {}
    for number, (_, content, _) in enumerate(entries, 1):
        if content is not None:
            starts[number] = _laid(content, sectors, table)
    children: dict[int, list[int]] = {}
    for number, (_, content, parent) in enumerate(entries, 1):
        children.setdefault(0 if content is None else of[parent], []).append(number)
    rows = [_entry("Root Entry", 5, children[0][0], _NONE, _END, 0)]
    for number, (name, content, parent) in enumerate(entries, 1):
        beside = children[0 if content is None else of[parent]]
        after = beside[beside.index(number) + 1 :]
        child = children.get(number, [_NONE])[0]
        start, size = starts.get(number, 0), len(content or b"")
        kind = 1 if content is None else 2
        rows.append(_entry(name, kind, child, after[0] if after else _NONE, start, size))
    directory = _laid(b"".join(rows), sectors, table)
    count = 1
    while (len(sectors) + count) * 4 > count * _SECTOR:
        count += 1
    places = list(range(len(sectors), len(sectors) + count))
    table += [_TABLE] * count
    table += [_FREE] * (count * _SECTOR // 4 - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, count, directory, 0, _LEAST,
                        _END, 0, _END, 0)  # fmt: skip
    head += struct.pack("<109I", *places, *[_FREE] * (109 - count))
    return head + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)


def _laid(content: bytes, sectors: list[bytes], table: list[int]) -> int:
    start = len(sectors)
    pieces = [content[at : at + _SECTOR] for at in range(0, len(content), _SECTOR)]
    sectors += [piece.ljust(_SECTOR, b"\0") for piece in pieces]
    table += [*range(start + 1, start + len(pieces)), _END]
    return start


def _entry(  # noqa: PLR0917 - the fields of a directory entry
    name: str, kind: int, child: int, right: int, start: int, size: int
) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(written), kind, 1, _NONE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
