from pathlib import Path

import pytest

from eval.bench.child import serving, tree_mb
from eval.bench.client import free_port, post, wait_until_ready
from rag.errors import SetupError

SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()
    def do_POST(self):
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200 if self.path == "/v1/search" else 500)
        self.end_headers()
        self.wfile.write(asked)
    def log_message(self, *_):
        pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def test_a_service_is_waited_for_and_asked(tmp_path: Path) -> None:
    port = free_port()
    with serving(("-c", SERVER, str(port)), tmp_path / "home") as pid:
        assert wait_until_ready(port, lambda: tree_mb(pid) > 0) > 0
        assert post(port, "/v1/search", {"question": "Größe?"}) == {"question": "Größe?"}


def test_an_error_of_the_service_gives_no_figure(tmp_path: Path) -> None:
    """Errors are fast: counting them would make a broken service the fastest."""

    def ask() -> None:
        port = free_port()
        with serving(("-c", SERVER, str(port)), tmp_path / "home") as pid:
            wait_until_ready(port, lambda: tree_mb(pid) > 0)
            post(port, "/v1/answers", {})

    with pytest.raises(SetupError, match="POST /v1/answers gave 500"):
        ask()


def test_a_service_that_dies_is_not_waited_for(tmp_path: Path) -> None:
    with (
        pytest.raises(SetupError, match=r"it ended before it was ready: No index\."),
        serving(("-c", "raise SystemExit('No index.')"), tmp_path / "home") as pid,
    ):
        wait_until_ready(free_port(), lambda: tree_mb(pid) > 0)
