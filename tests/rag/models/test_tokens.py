import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SetupError
from rag.models.tokens import STRETCH, count_tokens

ANY_TEXT = st.text(st.characters())


def test_the_count_is_that_of_the_model() -> None:
    assert count_tokens("Hello, world!") == 4
    assert count_tokens("") == 0
    german = "Donaudampfschifffahrtsgesellschaft"
    assert count_tokens(german, "gpt-4o-mini") == len(
        tiktoken.get_encoding("o200k_base").encode(german)
    )
    assert count_tokens(german, "text-embedding-3-small") == len(
        tiktoken.get_encoding("cl100k_base").encode(german)
    )


def test_a_model_nobody_knows_counts_as_the_newest_do() -> None:
    text = "安全な距離を保ってください。"
    assert count_tokens(text, "somebody/else-7b") == count_tokens(text, "gpt-4o-mini")


def test_the_names_of_special_tokens_are_text() -> None:
    """By default tiktoken raises for them, so one document could stop an answer."""
    assert count_tokens("<|endoftext|>") > 1


@given(ANY_TEXT)
def test_any_text_can_be_counted(text: str) -> None:
    assert 0 <= count_tokens(text) <= 4 * len(text)


def test_a_million_spaces_can_be_counted() -> None:
    """In one piece they overflow tiktoken's stack."""
    assert 0 < count_tokens(" " * 1_000_000) < 1_000_000


def test_stretches_hardly_change_a_count() -> None:
    text = "The pump carries a warranty of 24 months. " * 5_000
    assert len(text) > 2 * STRETCH
    whole = len(tiktoken.get_encoding("o200k_base").encode(text))
    assert abs(count_tokens(text) - whole) <= 2 * (len(text) // STRETCH)


OFFLINE = """
import socket, sys
def refuse(*_): raise OSError("no network in this test")
socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
from rag.models.tokens import count_tokens
assert count_tokens("Hello, world!") == 4
assert count_tokens("Hello, world!", "text-embedding-3-small") == 4
assert "llama_index.core" not in sys.modules, "importing it takes seconds"
"""


def run(code: str, **environ: str) -> subprocess.CompletedProcess[str]:
    names = {name: value for name, value in os.environ.items() if name != "TIKTOKEN_CACHE_DIR"}
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, env=names | environ, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_fresh_process_counts_without_a_network_or_llama_index(tmp_path: Path) -> None:
    """A folder of temporary files from an earlier run would hide that tables are fetched."""
    done = run(OFFLINE, TMPDIR=str(tmp_path))
    assert done.returncode == 0, done.stderr


def test_a_folder_chosen_by_the_operator_is_used(tmp_path: Path) -> None:
    done = run(OFFLINE, TIKTOKEN_CACHE_DIR=str(tmp_path))
    assert done.returncode == 1
    assert "Unset TIKTOKEN_CACHE_DIR" in done.stderr


def test_a_table_that_cannot_be_had_is_a_setup_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with pytest.raises(SetupError, match="p50k_base"):
        count_tokens("text", "text-davinci-003")
