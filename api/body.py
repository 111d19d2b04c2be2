"""JSON bodies read strictly: one object, no duplicate names, no NaN, no surrogate halves."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.strict import read_json


class StrictRequest(Request):
    """A request whose JSON means one thing only."""

    async def json(self) -> Any:
        """Read the body; what is not strict JSON is refused, whatever is wrong with it."""
        try:
            return read_json(await self.body())
        except (ValueError, RecursionError) as error:
            raise HTTPException(400) from error


class StrictRoute(APIRoute):
    """A route that reads bodies as `StrictRequest` does."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the usual one."""
        inner = super().get_route_handler()

        async def strict(request: Request) -> Response:
            if self.body_field is not None and not _is_json(request):
                raise HTTPException(415)
            return await inner(StrictRequest(request.scope, request.receive))

        return strict


def _is_json(request: Request) -> bool:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return media_type == "application/json"
