"""What was read to know the cost, kept until it is embedded: so no file is read twice."""

import json
import os
import tempfile
import threading
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Self

from ingest.child import Read
from ingest.load.loaded import Loaded
from rag.errors import DocumentError

FOLDER = "cache"


class Spool:
    """Readings on the disk, in a file without a name: it ends with the process, however that ends.

    Any number of threads may share one. What does not fit on the disk is read again.
    """

    def __init__(self, home: Path) -> None:
        folder = home / FOLDER
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by `__exit__`
        self._turn = threading.Lock()
        self._kept: dict[str, tuple[int, int]] = {}
        self._failed: dict[str, DocumentError] = {}

    def read(self, name: str, load: Callable[[], Read]) -> Read:
        """Return what is kept as *name*, or what *load* gives, which is then kept.

        `DocumentError` is kept as well.
        """
        if failed := self._failed.get(name):
            raise type(failed)(failed.problem, failed.remedy)
        if name in self._kept:
            start, length = self._kept[name]
            return _unpacked(os.pread(self._file.fileno(), length, start))
        try:
            read = load()
        except DocumentError as error:
            self._failed[name] = error
            raise
        with suppress(OSError):  # a full disk, say
            self._keep(name, _packed(read))
        return read

    def _keep(self, name: str, raw: bytes) -> None:
        with self._turn:
            start = self._file.seek(0, os.SEEK_END)
            self._file.write(raw)
            self._file.flush()
            self._kept[name] = start, len(raw)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # what could not be written is of no use any more
            self._file.close()


def _packed(read: Read) -> bytes:
    fields = {
        "loaded": asdict(read.loaded),
        "version": read.version,
        "size": read.size,
        "rows": read.rows,
        "sketch": read.sketch.hex(),
    }
    return zlib.compress(json.dumps(fields).encode(), level=1)


def _unpacked(raw: bytes) -> Read:
    fields = json.loads(zlib.decompress(raw))
    loaded, rows = Loaded.from_fields(fields["loaded"]), tuple(map(tuple, fields["rows"]))
    sketch = bytes.fromhex(fields["sketch"])
    return Read(loaded, fields["version"], fields["size"], rows, sketch)
