"""What a running service holds, and how a route gets hold of it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from api.jobs import Jobs
from api.limits import Slots

if TYPE_CHECKING:
    from ingest.kept import Kept
    from rag.footnote import Footnote


@dataclass(slots=True)
class Service:
    """One per application, made with it."""

    footnote: "Footnote"
    jobs: Jobs
    slots: Slots = field(default_factory=Slots)
    _kept: "Kept | None" = None

    @property
    def kept(self) -> "Kept":
        """The child that reads what is sent, made when something first is."""
        from ingest.kept import Kept

        if self._kept is None:
            self._kept = Kept(self.footnote.settings)
        return self._kept


def current(request: Request) -> Service:
    """Return the service that *request* came to."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


Here = Annotated[Service, Depends(current)]
"""A route's parameter of this type is the service it runs in."""
