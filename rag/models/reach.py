"""Whether a model server answers: asked before anybody waits for an answer of it."""

from rag.errors import ServiceError
from rag.models.address import checked_key, checked_url
from rag.models.failures import CHECK_URL, Place, refused

PATIENCE_S = 3.0
NO_LIST = frozenset({404, 405, 501})
"""Statuses of servers that answer, but do not list their models."""


def reach(model: str, *, base_url: str, api_key: str) -> str:
    """Ask the server for its models and say that it is reachable; `ServiceError` where it is not.

    Costs no token. The key is never repeated, not even where the server repeats it.
    """
    import httpx2

    place = Place(checked_url(base_url), model, checked_key(api_key))
    headers = {"authorization": f"Bearer {place.key}", "accept": "application/json"}
    try:
        with (
            httpx2.Client(timeout=PATIENCE_S, follow_redirects=False) as http,
            http.stream("GET", f"{place.url}/models", headers=headers) as reply,
        ):
            status, told = reply.status_code, dict(reply.headers)
    except (httpx2.HTTPError, OSError) as error:
        why = place.clean(error) or type(error).__name__
        raise ServiceError(f"{place} cannot be reached ({why}).", CHECK_URL) from None
    if status >= 300 and status not in NO_LIST:
        raise refused(place, status, headers=told, body=None).error
    return f"{model} at {place.url}: reachable"
