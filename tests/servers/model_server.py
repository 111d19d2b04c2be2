"""A real HTTP server that speaks OpenAI's protocol and says what it is told to.

By hand: ``python -m tests.servers.model_server --port 9000 --script cites-badly``.
"""

import argparse
import json
import socket
import sys
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

from tests.servers.embedding import (
    EMBEDDING_FAULTS,
    EMBEDDING_WIDTH,
    embedded,
    embedding,
    tokens_of,
)
from tests.servers.faults import FAULTS as CHAT_FAULTS
from tests.servers.scripts import SCRIPTS, obedient
from tests.servers.wire import MODEL, Asked, Line, Reply, chunk, completion, usage_chunk

FAULTS = CHAT_FAULTS | EMBEDDING_FAULTS
__all__ = ["EMBEDDING_WIDTH", "FAULTS", "ModelServer", "Said", "embedding"]
Said = str | Reply | Callable[[Asked, Line], None]
Script = Callable[[Asked], Said]


class ModelServer(ThreadingHTTPServer):
    """Answers by `script`; whatever `will` was told comes first, in order.

    A string that is the name of a fault (of chat or of embedding) is that fault; a script may
    also return one that has no name.
    """

    daemon_threads = False
    request_queue_size = 64

    def __init__(self, script: Script = obedient, *, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Connection)
        self.script = script
        self.asked: list[Asked] = []
        """Every request, in the order of arrival."""
        self.answered: list[Asked] = []
        """Requests for embeddings that were not refused."""
        self.hung_up = Event()
        """Set when a client closed its connection before the reply was over."""
        self.stopping = Event()
        self.lock = Lock()
        self._queue: deque[str | Reply | Script] = deque()
        self._open: set[Any] = set()
        self._thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def base_url(self) -> str:
        """What belongs in ``OPENAI_BASE_URL``."""
        return f"{self.origin}/v1"

    def will(self, *replies: "str | Reply | Script") -> None:
        """Say these next, one for each request; the script speaks when they run out."""
        self._queue.extend(replies)

    def always(self, reply: "str | Reply | Script") -> None:
        """Say this to every request from now on."""
        self.script = reply if callable(reply) else lambda _: reply

    def next_reply(self, asked: Asked) -> Said:
        """Note the request and decide what it gets."""
        with self.lock:
            self.asked.append(asked)
            said = self._queue.popleft() if self._queue else self.script
        return said(asked) if callable(said) else said

    @property
    def chats(self) -> list[Asked]:
        """The requests for a chat completion."""
        return [asked for asked in self.asked if asked.path.endswith("/chat/completions")]

    @property
    def billed(self) -> int:
        """Tokens of all embeddings that were answered, whether the answer arrived or not."""
        return sum(tokens_of(asked) for asked in self.answered)

    def start(self) -> "ModelServer":
        self._thread.start()
        return self

    def stop(self) -> None:
        """Hang up on everybody and wait until every thread is gone."""
        self.stopping.set()
        if self._thread.is_alive():
            self.shutdown()
        with self.lock:
            still_open = list(self._open)
        for sock in still_open:
            _quietly(partial(sock.shutdown, socket.SHUT_RDWR))
        self.server_close()
        if self._thread.ident:
            self._thread.join()

    def get_request(self) -> tuple[Any, Any]:
        sock, address = super().get_request()
        with self.lock:
            self._open.add(sock)
        return sock, address

    def shutdown_request(self, request: Any) -> None:
        with self.lock:
            self._open.discard(request)
        _quietly(lambda: super(ModelServer, self).shutdown_request(request))

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is what faults are about; anything else is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _quietly(act: Callable[[], object]) -> None:
    try:
        act()
    except OSError:
        return


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60
    server: ModelServer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name is theirs
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer(self._read())

    def do_POST(self) -> None:
        self._answer(self._read())

    def finish(self) -> None:
        _quietly(super().finish)

    def _read(self) -> Asked:
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = json.loads(raw) if raw else {}
        return Asked(self.command, self.path, headers, body)

    def _answer(self, asked: Asked) -> None:
        said = self.server.next_reply(asked)
        line = Line(self.connection, self.server.stopping, self.server.hung_up.set)
        line.replied = lambda status: self._note(asked, status)
        if isinstance(said, str) and said in FAULTS:
            said = FAULTS[said]
        if callable(said):
            said(asked, line)
        elif asked.path == "/v1/models":
            line.reply(200, {"object": "list", "data": [{"id": MODEL, "object": "model"}]})
        elif asked.path == "/v1/embeddings":
            line.reply(200, embedded(asked))
        elif asked.path == "/v1/chat/completions":
            _chat(asked, Reply(said) if isinstance(said, str) else said, line)
        else:
            line.reply(404, {"error": {"message": f"no such path: {asked.path}"}})
        self.close_connection = self.close_connection or line.close_after

    def _note(self, asked: Asked, status: int) -> None:
        """Bill what is about to be answered: a server does not know who still listens."""
        if status == 200 and asked.path == "/v1/embeddings":
            with self.server.lock:
                self.server.answered.append(asked)


def _chat(asked: Asked, reply: Reply, line: Line) -> None:
    if not asked.streams:
        line.reply(200, completion(asked, reply))
        return
    line.begin()
    for piece in reply.cut:
        line.event(chunk(piece, model=reply.model))
    line.event(chunk(None, finish=reply.finish, model=reply.model))
    if asked.wants_usage and reply.usage:
        line.event(usage_chunk(asked, reply))
    line.done()


def main(argv: Sequence[str] | None = None) -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument(
        "--script", default="obedient", choices=sorted([*SCRIPTS, *FAULTS]), metavar="NAME"
    )
    chosen = parser.parse_args(argv)
    server = ModelServer(SCRIPTS.get(chosen.script, lambda _: chosen.script), port=chosen.port)
    server.start()
    sys.stdout.write(f"{server.base_url}\n")
    sys.stdout.flush()
    try:
        Event().wait()
    except KeyboardInterrupt:
        server.stop()


if __name__ == "__main__":
    main()
