"""``footnote serve``: one process that owns the index and answers over HTTP until told to stop."""

import errno
import ipaddress
import logging
import socket
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

import uvicorn

from api.app import create_app
from api.guard import LOOPBACK
from api.service import Service
from rag.errors import FootnoteError, SetupError
from rag.footnote import Footnote
from rag.settings import Settings
from rag.wiring import open_footnote

log = logging.getLogger(__name__)

DRAIN_S = 18.0
"""Seconds that answers under way are given after SIGTERM; 20 s after it the process is gone."""
NOTICE_S = 0.5
"""Seconds for which a stopping service still takes connections, so that ``/readyz`` can say so."""


def serve(settings: Settings, *, announce: Callable[[str], None] | None = None) -> None:
    """Serve the index under ``settings.home`` until SIGTERM or Ctrl+C; port 0 takes any.

    *announce* is given the address once requests are answered. Raises `SetupError` where the
    address cannot be had, `OwnedError` where another process owns the index.
    """
    _refuse_strangers(settings.host)
    with _bound(settings.host, settings.port) as bound:
        address = _address(bound)
        with open_footnote(settings, command="footnote serve", address=address) as footnote:
            app = create_app(footnote)
            config = uvicorn.Config(
                app,
                http="h11",
                ws="none",
                lifespan="off",
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=1,
            )
            threading.Thread(target=_warm, args=[footnote], name="warm", daemon=True).start()
            server = Server(config, app.state.service, lambda: (announce or _say)(address))
            server.run(sockets=[bound])


class Server(uvicorn.Server):
    """Uvicorn that first refuses new work, then lets what is under way finish, then exits with 0.

    Uvicorn 0.54 closes its socket at once and dies of the signal that it caught.
    """

    def __init__(
        self, config: uvicorn.Config, service: Service, started: Callable[[], None]
    ) -> None:
        """Call *started* once connections are taken."""
        super().__init__(config)
        self._service = service
        self._announce = started
        self._stopping_since: float | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self._announce()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop; a second signal stops at once."""
        del sig, frame
        if self._stopping_since is not None:
            self.should_exit = self.force_exit = True
        self._stopping_since = time.monotonic()
        self._service.slots.stopping = True

    async def on_tick(self, counter: int) -> bool:
        """Look, ten times a second, whether the time to exit has come."""
        if self._stopping_since is not None:
            waited_s = time.monotonic() - self._stopping_since
            busy = self._service.slots.taken > 0 or self._service.jobs.busy
            if waited_s > DRAIN_S:
                self._service.slots.stop_runs()
            self.should_exit |= waited_s > (DRAIN_S if busy else NOTICE_S)
        return await super().on_tick(counter)


def _warm(footnote: Footnote) -> None:
    """Load the model and open the indexes, so that ``/readyz`` turns and no asker waits for it."""
    tenant = footnote.settings.tenant
    for collection in footnote.library.collections():
        if collection.tenant == tenant:
            try:
                footnote.search("Is everything ready?", collection=collection.name, k=1)
            except FootnoteError as error:
                log.warning("the first search failed: %s", error)


def _refuse_strangers(host: str) -> None:
    try:
        own = host in LOOPBACK or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        own = False
    if not own:
        raise SetupError(
            f"{host} can be reached by others, and this service asks nobody for a key.",
            "Serve on 127.0.0.1 (FOOTNOTE_HOST), behind a proxy that knows its users.",
        )


def _bound(host: str, port: int) -> socket.socket:
    name = host.strip("[]")
    family = socket.AF_INET6 if ":" in name else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((name, port))
        bound.listen(128)
    except OSError as error:
        bound.close()
        raise _explained(error, host, port) from error
    return bound


def _explained(error: OSError, host: str, port: int) -> SetupError:
    if error.errno == errno.EADDRINUSE:
        other = "Stop what uses it, or choose another with --port or FOOTNOTE_PORT."
        return SetupError(f"Port {port} on {host} is in use.", other)
    said = f"Port {port} on {host} cannot be had: {error.strerror}."
    return SetupError(said, "Choose another with --port or FOOTNOTE_PORT, --host or FOOTNOTE_HOST.")


def _address(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _say(address: str) -> None:
    sys.stdout.write(f"Footnote is at {address} (Ctrl+C stops it).\n")
    sys.stdout.flush()
