import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.load import notebook
from ingest.load.loaded import Limits
from rag.errors import DocumentError
from tests.ingest.load.reading import document, path_of, place_of, read

PICTURE = {"output_type": "display_data", "data": {"image/png": "a", "text/plain": "<Figure>"}}
ERROR = {"output_type": "error", "ename": "E", "traceback": ["\x1b[31mBad weather\x1b[0m"]}
RESULT = {"output_type": "execute_result", "data": {"text/plain": ["4.25"], "text/html": "x"}}
FOUR: dict[str, Any] = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"language": "python"}, "authors": [{"name": "Ida Quill"}]},
    "cells": [
        {"cell_type": "markdown", "source": ["# Tides\n", "\n", "All heights <!-- mine -->.\n"]},
        {
            "cell_type": "code",
            "source": "height = tide(9)\nheight",
            "outputs": [{"output_type": "stream", "text": ["measuring\n"]}, RESULT, PICTURE],
        },
        {"cell_type": "markdown", "source": "## Storms"},
        {
            "cell_type": "code",
            "source": "storm()",
            "outputs": [ERROR, {"output_type": "stream", "text": "wave " * 10_000}],
        },
        "no cell",
    ],
}
THREE = {
    "nbformat": 3,
    "metadata": {"name": "Old tides"},
    "worksheets": [
        {
            "cells": [
                {"cell_type": "heading", "level": 2, "source": "Ebb"},
                {
                    "cell_type": "code",
                    "input": "ebb()",
                    "outputs": [{"text": ["3.5"]}, {"png": "a"}],
                },
            ]
        }
    ],
}


@pytest.mark.parametrize(
    ("quote", "place", "path"),
    [
        ("All heights", "cell 1", ("Tides",)),
        ("height = tide(9)", "cell 2", ("Tides",)),
        ("4.25", "output of cell 2", ("Tides",)),
        ("storm()", "cell 4", ("Tides", "Storms")),
        ("Bad weather", "output of cell 4", ("Tides", "Storms")),
    ],
)
def test_a_citation_names_the_cell_and_says_whether_it_was_printed(
    quote: str, place: str, path: tuple[str, ...]
) -> None:
    content = json.dumps(FOUR)

    assert place_of(quote, content, "a.ipynb") == place
    assert path_of(quote, content, "a.ipynb") == path


def test_what_was_lost_is_noted() -> None:
    loaded = read(json.dumps(FOUR), "a.ipynb")

    assert loaded.notes == (
        "1 pictures were left out",
        "1 outputs were cut to their first 10000 characters",
        "1 cells could not be read",
    )
    assert "mine" not in loaded.text
    assert "\x1b" not in loaded.text
    assert "[31m" not in loaded.text


def test_title_and_language_of_the_code_are_taken() -> None:
    loaded = read(json.dumps(FOUR), "a.ipynb")

    assert loaded.title == "Tides"
    assert loaded.properties == {"author": "Ida Quill", "programming_language": "python"}


def test_format_3_is_read_and_known_by_its_content() -> None:
    made = document(json.dumps(THREE), "a.json")

    assert (made.media_type, made.text) == ("application/x-ipynb+json", "Ebb\n\nebb()\n\n3.5\n")
    assert place_of("3.5", json.dumps(THREE), "a.ipynb") == "output of cell 2"


@pytest.mark.parametrize("damaged", ['{"cells": [', "[]", '{"cells": 4}', '{"cells": [[]]}', "{}"])
def test_a_damaged_notebook_is_a_failure_with_a_remedy(damaged: str) -> None:
    with pytest.raises(DocumentError, match="notebook") as caught:
        read(damaged, "a.ipynb")

    assert "Jupyter" in caught.value.remedy


ANY = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["source", "cell_type", "outputs", "data", "text", "text/plain", "level"]
            ),
            inner | st.sampled_from(["markdown", "code", "heading", "# A\n\nb"]),
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(st.lists(ANY, max_size=4))
def test_cells_of_any_shape_do_no_harm(cells: list[Any]) -> None:
    content = json.dumps({"nbformat": 4, "cells": [{"cell_type": "raw", "source": "x"}, *cells]})
    loaded = notebook.load(content.encode(), "application/x-ipynb+json", Limits())
    starts = [mark.start for mark in loaded.marks]

    assert starts == sorted(set(starts))
    assert all(0 <= start < len(loaded.text) for start in starts)
