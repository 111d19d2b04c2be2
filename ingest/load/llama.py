"""The door to LlamaIndex for ingest: its readers, by name, for what we do not read ourselves."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.load.loaded import Loaded, Pages
from rag.errors import DocumentError, InputError

MEDIA_TYPE = "application/octet-stream"
_PLACES = ("llama_index.core.readers", "llama_index.readers")


def load_with_reader(name: str, file: Path) -> Loaded:
    """Read *file* with the LlamaIndex reader *name*; each document it gives is a page.

    *name* is dotted (``llama_index.readers.file.EpubReader``) or bare (``EpubReader``), then looked
    for in what is installed.
    """
    reader = _found(name)()
    documents = reader.load_data(file)
    pages = Pages()
    for document in documents:
        pages.turn()
        pages.add(str(document.text))
    labels = tuple(str(document.metadata.get("page_label", "")) for document in documents)
    return pages.loaded(MEDIA_TYPE, page_labels=labels if any(labels) else ())


def refuse_unusable(name: str) -> None:
    """Raise `InputError` where a *name* is given, and there is no such LlamaIndex reader here."""
    if not name:
        return
    from llama_index.core.readers.base import BaseReader

    try:
        kind = _found(name)
    except DocumentError as error:
        raise InputError(error.problem, error.remedy) from error
    if not issubclass(kind, BaseReader):
        problem = f"{name} is no LlamaIndex reader: it is no BaseReader."
        raise InputError(problem, "Give --reader the name of one: JSONReader, say.")


def _found(name: str) -> Any:
    for module in _modules(name):
        kind = getattr(module, name.rpartition(".")[2], None)
        if isinstance(kind, type):
            return kind
    problem = f"There is no LlamaIndex reader {name!r} here."
    remedy = "Install its package (llama-index-readers-…), or give --reader package.Class."
    raise DocumentError(problem, remedy)


def _modules(name: str) -> Iterator[Any]:
    """Yield the modules that may hold the reader: the one named, else each that is installed."""
    place, _, _ = name.rpartition(".")
    if place:
        yield from _imported(place)
        return
    yield from _imported(_PLACES[0])
    for outer in _PLACES:
        for package in _imported(outer):
            for module in pkgutil.iter_modules(package.__path__, prefix=outer + "."):
                yield from _imported(module.name)


def _imported(name: str) -> Iterator[Any]:
    try:
        yield importlib.import_module(name)
    except ImportError:
        return
