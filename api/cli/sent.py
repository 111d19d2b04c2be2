"""``footnote ingest`` through a running service: files are sent, what is gone is deleted there."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from api.cli.desk import Ingesting
from api.cli.origins import Origins, unmoved
from api.cli.show import Body
from api.cli.uploads import uploaded
from api.origin import origin
from ingest.asked import Asked
from ingest.discover import FoundFile, Listing, discover, refuse_empty
from ingest.plan import is_there
from ingest.work import refuse_both, refuse_many
from rag.errors import InputError, NotFoundError

MANY = 500
"""Documents deleted by one request."""


class Service(Protocol):
    """What is asked of the service (`api.cli.there.There`)."""

    def listed(self, what: str, params: dict[str, str]) -> list[Body]:
        """Return all ``"documents"`` or ``"failures"``."""

    def upload(self, found: FoundFile, options: Ingesting) -> Body:
        """Send one file; return the report of it."""

    def delete(self, names: Sequence[str], collection: str | None) -> Body:
        """Delete documents, or take failures off their list."""


def sent(paths: Sequence[Path], options: Ingesting, service: Service) -> Body:
    """Send the files under *paths* to *service*, and have it forget what is gone; report on it.

    Raises `InputError` as an ingest without a service would.
    """
    asked = options.asked
    refuse_both(asked)
    if asked.retry_failed and not paths:
        problem = "Through a service, --retry-failed needs to be told where the files lie."
        raise InputError(problem, "Name them: footnote ingest --retry-failed PATH.")
    origins = Origins.of(paths)
    shelf = _Shelf(origins, options.collection, service)
    listing = _failed(paths, shelf) if asked.retry_failed else _wanted(paths, shelf, asked)
    body = uploaded(listing, lambda found: service.upload(found, options))
    missing = [row["id"] for row in origins.gone(shelf.rows("documents"))]
    names = [row["path"] for row in origins.gone(shelf.rows("failures"))]
    names += missing if asked.prune else []
    for start in range(0, len(names), MANY):
        service.delete(names[start : start + MANY], options.collection)
    counts = body["documents"]
    counts |= {"missing": 0 if asked.prune else len(missing)}
    counts |= {"removed": counts["removed"] + (len(missing) if asked.prune else 0)}
    return body


class _Shelf:
    """What the service holds of the places given."""

    def __init__(self, origins: Origins, collection: str | None, service: Service) -> None:
        self.origins = origins
        self._where = {} if collection is None else {"collection": collection}
        self._service = service

    def rows(self, what: str, *, every: bool = False) -> list[Body]:
        """Return the documents or failures under the folders given, and, if *every*, the files."""
        wanted = [one for one in self.origins.places if every or not Path(one).is_file()]
        found = [row for place in wanted for row in self.under(what, place)]
        return list({row["path"]: row for row in found}.values())

    def under(self, what: str, place: str) -> list[Body]:
        """Return the documents or failures that lie at *place* or under it."""
        return self._listed(what, {**self._where, "origin_root": place})

    def count(self) -> int:
        """Return how many documents there are in all."""
        return len(self._listed("documents", self._where))

    def _listed(self, what: str, params: dict[str, str]) -> list[Body]:
        try:
            return self._service.listed(what, params)
        except NotFoundError:  # the collection is yet to be made
            return []


def _wanted(paths: Sequence[Path], shelf: _Shelf, asked: Asked) -> Listing:
    """List what is under *paths*; refuse what an ingest refuses."""
    gone = shelf.origins.gone(shelf.rows("documents"))
    real = {path: os.path.realpath(path.expanduser()) for path in paths}
    lost = [
        path
        for path, place in real.items()
        if asked.prune and not is_there(place) and shelf.under("documents", place)
    ]
    listing = discover([path for path in paths if path not in lost])
    if not (asked.prune and gone):
        refuse_empty(listing)
    if asked.prune and gone and not asked.yes:
        refuse_many(len(unmoved(gone, listing.files)), shelf.count())
    if asked.only is None:
        return listing
    return replace(listing, files=tuple(f for f in listing.files if str(f.file) in asked.only))


def _failed(paths: Sequence[Path], shelf: _Shelf) -> Listing:
    """List those files under *paths* that the service knows to have failed."""
    failed = {row["origin"] for row in shelf.rows("failures", every=True)}
    here = [path for path in paths if is_there(os.path.realpath(path.expanduser())) or not failed]
    files = discover(here).files
    return Listing(tuple(one for one in files if origin(str(one.file)) in failed), ())
