"""The few HTTP calls that the bench makes to a service on this machine."""

import http.client
import json
import socket
from collections.abc import Callable
from time import perf_counter, sleep
from typing import Any

READY_S = 60.0
"""Seconds that a service may take to become ready."""
ANSWER_S = 120.0


def free_port() -> int:
    """Return a port that nobody has right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(port: int, alive: Callable[[], bool]) -> float:
    """Return the seconds until ``/readyz`` says 200; `ConnectionError` where it never does.

    No longer than the service is *alive*.
    """
    began = perf_counter()
    said: object = "nothing"
    while perf_counter() - began < READY_S:
        try:
            status, said = _call(port, "GET", "/readyz", None)
            if status == http.client.OK:
                return perf_counter() - began
        except OSError as error:
            said = error
        if not alive():
            raise ConnectionError("it ended before it was ready")
        sleep(0.02)
    raise ConnectionError(f"/readyz did not say 200 within {READY_S:.0f} s, but {said!r}")


def post(port: int, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Return the reply to *body*; `ConnectionError` for any status but 200."""
    status, reply = _call(port, "POST", path, json.dumps(body))
    if status != http.client.OK:
        raise ConnectionError(f"POST {path} gave {status}: {reply[:500]!r}")
    found: dict[str, Any] = json.loads(reply)
    return found


def _call(port: int, method: str, path: str, body: str | None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_S)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()
