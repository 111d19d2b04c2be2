"""Readers of LlamaIndex, by name."""

from pathlib import Path

import pytest

from ingest.load.llama import load_with_reader, refuse_unusable
from rag.errors import InputError


@pytest.mark.parametrize("name", ["JSONReader", "llama_index.core.readers.json.JSONReader"])
def test_a_reader_that_comes_with_llama_index_reads_a_file(tmp_path: Path, name: str) -> None:
    file = tmp_path / "a.data"
    file.write_text('{"ferry": "leaves at nine"}')

    refuse_unusable(name)

    assert "leaves at nine" in load_with_reader(name, file).text


@pytest.mark.parametrize("name", ["JSNReader", "pathlib.Path"])
def test_what_is_no_reader_is_the_askers_error(name: str) -> None:
    with pytest.raises(InputError):
        refuse_unusable(name)
