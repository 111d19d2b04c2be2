"""A real HTTP server that speaks OpenAI's embeddings protocol from a script."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from rag.models.tokens import count_tokens

WIDTH = 8


@dataclass
class Sent:
    """One reply of the script."""

    status: int = 200
    body: str | bytes = ""
    headers: dict[str, str] = field(default_factory=dict)


Script = Callable[[list[str]], Sent]


def honest(texts: list[str]) -> list[dict[str, Any]]:
    """Rows that depend on each text alone, none of them of length 1."""
    rows = []
    for index, text in enumerate(texts):
        seeds = [ord(char) for char in text] + [count_tokens(text)]
        embedding = [sum(seeds[at::WIDTH]) % 97 + at + 1.5 for at in range(WIDTH)]
        rows.append({"object": "embedding", "index": index, "embedding": embedding})
    return rows


def ok(texts: list[str]) -> Sent:
    return listed(honest(texts))


def listed(rows: list[dict[str, Any]]) -> Sent:
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    body = {"object": "list", "model": "any", "data": rows, "usage": usage}
    return Sent(body=json.dumps(body), headers={"Content-Type": "application/json"})


@dataclass
class Server:
    """Where it listens, what it is to send next, and what it was asked."""

    url: str = ""
    script: list[Script] = field(default_factory=list)
    """Used up one by one; when it is empty, `ok`."""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    """Of each request, by names in small letters."""

    def reply(self, body: dict[str, Any]) -> Sent:
        self.asked.append(body)
        return (self.script.pop(0) if self.script else ok)(body["input"])


@contextmanager
def serving() -> Iterator[Server]:
    """Listen on a free port of this machine until the end."""
    server = Server()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            server.headers.append({name.lower(): value for name, value in self.headers.items()})
            sent = server.reply(json.loads(self.rfile.read(length)))
            body = sent.body.encode() if isinstance(sent.body, str) else sent.body
            self.send_response(sent.status)
            for name, value in {"Content-Length": str(len(body)), **sent.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as http:
        thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        server.url = f"http://127.0.0.1:{http.server_port}/v1"
        yield server
        http.shutdown()
        thread.join()
