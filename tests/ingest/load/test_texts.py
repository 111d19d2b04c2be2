"""Code, notebooks, JSON, XML, reStructuredText: what is kept, and the places that have names."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.load import code
from ingest.load.any import load
from ingest.load.code_kinds import KINDS, Kind
from ingest.load.lines import line_marks
from ingest.load.loaded import Limits, Loaded, clean
from ingest.prepare import Place, document_of
from rag.errors import DocumentError
from rag.types import Collection

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=20,
)


def read(text: str | bytes, name: str) -> Loaded:
    return load(text.encode() if isinstance(text, str) else text, name, Limits())


def place_of(loaded: Loaded, words: str) -> str:
    found = document_of(loaded, "v", Place("a", Collection()))
    start = loaded.text.index(words)
    return found.place(start, start + len(words))


def heading_of(loaded: Loaded, words: str) -> tuple[str, ...]:
    found = document_of(loaded, "v", Place("a", Collection()))
    return found.heading_at(loaded.text.index(words))


PYTHON = '''"""Ferries — café."""

class Ferry:
    """A boat."""

    def leave(self, hour: int) -> str:
        return f"left at {hour}"


def main() -> None:
    Ferry().leave(9)
'''
CODE = {
    "a.js": ("class Ferry { leave(hour) { return hour; } }\nfunction main() { boat(); }", "return"),
    "a.tsx": ("class Ferry { leave(hour: number): number { return hour; } }", "return"),
    "a.java": ("class Ferry { int leave(int hour) { return hour; } }", "return"),
    "a.cpp": ("class Ferry { int leave(int hour) { return hour; } };", "return"),
    "a.rs": ("impl Ferry { fn leave(hour: u8) -> u8 { return hour; } }", "return"),
    "a.rb": ("class Ferry\n  def leave(hour)\n    return hour\n  end\nend", "return"),
    "a.cs": ("class Ferry { int Leave(int hour) { return hour; } }", "return"),
    "a.php": ("<?php class Ferry { function leave($hour) { return $hour; } }", "return"),
}


def test_code_is_cut_by_symbol_and_cited_by_line() -> None:
    loaded = read(PYTHON, "ferry.py")

    assert loaded.text == PYTHON
    assert heading_of(loaded, "left at") == ("class Ferry", "def leave")
    assert heading_of(loaded, "Ferry().leave") == ("def main",)
    assert place_of(loaded, 'return f"left') == "line 7"
    assert place_of(loaded, "def main() -> None:\n    Ferry()") == "line 10 to line 11"
    assert loaded.properties == {"programming_language": "Python"}


@pytest.mark.parametrize("name", CODE)
def test_every_grammar_finds_a_method_in_its_class(name: str) -> None:
    text, inside = CODE[name]
    lines = text.replace("{", "{\n").replace("}", "\n}")
    outer, inner = heading_of(read(lines, name), inside)

    assert "Ferry" in outer
    assert "leave" in inner.lower()


def test_functions_of_c_go_and_bash_are_found() -> None:
    c = read("static int *leave(int hour) {\n  return hour;\n}\n", "a.c")
    go = read("package a\nfunc (f Ferry) Leave() int {\n  return 9\n}\n", "a.go")
    bash = read("#!/usr/bin/env bash\nleave() {\n  echo return\n}\n", "leave")

    assert "leave" in heading_of(c, "return")[0]
    assert heading_of(go, "return") == ("func (f Ferry) Leave",)
    assert heading_of(bash, "return") == ("function leave",)
    assert bash.media_type == "text/x-shellscript"


@given(st.text(st.sampled_from("é\U0001f6a2 \nax")), st.integers(0, 3))
def test_symbols_are_where_their_characters_are(before: str, after: int) -> None:
    comment = "".join(f"# {line}\n" for line in before.split("\n"))
    text = f"{comment}def leave():\n    return '{'é' * after}'\ndef back():\n    pass\n"

    loaded = code.load(text.encode(), "text/x-python", Limits())

    assert [loaded.text[one.start :].lstrip("# \n")[:1] for one in loaded.headings]
    assert heading_of(loaded, "return") == ("def leave",)
    assert heading_of(loaded, "pass") == ("def back",)


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.grammar])
def test_hostile_code_ends_soon(kind: Kind) -> None:
    for text in ("(" * 50_000 + "}" * 50_000, "x" * 6_000_000):
        assert code.load(text.encode(), kind.media_type, Limits()).headings == ()


def notebook(*cells: object) -> str:
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_a_notebook_names_its_cells_and_keeps_what_they_printed() -> None:
    printed = {"output_type": "stream", "text": ["nine \x1b[31mboats\x1b[0m\n"]}
    picture = {"output_type": "display_data", "data": {"image/png": "iVBO"}}
    failed = {"output_type": "error", "ename": "KeyError", "evalue": "'Halm'"}
    loaded = read(
        notebook(
            {"cell_type": "markdown", "source": ["# Fleet\n", "\n", "How many?\n", "## Count\n"]},
            {"cell_type": "code", "source": "count()", "outputs": [printed, picture, failed]},
        ),
        "fleet.ipynb",
    )

    assert place_of(loaded, "How many?") == "cell 1"
    assert place_of(loaded, "nine boats") == "output of cell 2"
    assert "KeyError: 'Halm'" in loaded.text
    assert heading_of(loaded, "count()") == ("Fleet", "Count")
    assert loaded.text[loaded.headings[1].start :].startswith("## Count")
    assert (loaded.title, len(loaded.notes)) == ("Fleet", 1)
    with pytest.raises(DocumentError, match="damaged"):
        read(notebook({"cell_type": "code", "source": "x" * 999})[:-40], "a.ipynb")


def test_json_is_read_record_by_record_with_the_names_beside_the_values() -> None:
    loaded = read(
        json.dumps({"ports": [{"name": "Halm", "at": {"x": 1}}, {"name": "Skarvik"}]}), "a.json"
    )

    assert "ports > name: Skarvik" in loaded.text
    assert place_of(loaded, "Skarvik") == "/ports/1"
    assert place_of(loaded, "ports > name: Halm | at > x: 1") == "/ports/0"
    lines = read('{"a": "Halm"}\nnot json\n{"a": "Skarvik"}\n', "a.jsonl")
    assert place_of(lines, "Skarvik") == "line 3"
    assert lines.notes == ("1 lines are not valid JSON and were kept as they stand",)


@pytest.mark.parametrize("text", ['{"a": "Halm', "[" * 100_000, '{"a": ' + "9" * 5000])
def test_what_is_not_json_is_kept_as_text_and_said_to_be(text: str) -> None:
    loaded = read(text, "a.json")

    assert loaded.text.strip() == text
    assert any("read as plain text" in note for note in loaded.notes)


@given(VALUES)
def test_no_value_of_json_is_lost(value: object) -> None:
    def leaves(found: object) -> list[object]:
        if isinstance(found, dict | list):
            inner = found.values() if isinstance(found, dict) else found
            return [leaf for one in inner for leaf in leaves(one)]
        return [found]

    content = json.dumps([value, "last"]).encode()
    written = " ".join(load(content, "a.json", Limits()).text.split())

    for leaf in leaves(value):
        said = leaf if isinstance(leaf, str) else json.dumps(leaf)
        assert " ".join(clean(said).split()) in written


def test_xml_is_read_element_by_element() -> None:
    loaded = read(
        '<?xml version="1.0"?>\n<ports xml:lang="en">\n<title>Ports</title>\n<!-- no -->\n'
        '<port id="7"><name>Halm</name></port>\n<p>It <b>never</b> closes.</p>\n</ports>',
        "ports",
    )

    assert loaded.media_type == "application/xml"
    assert "port > @id: 7 | name: Halm" in loaded.text
    assert "It never closes." in loaded.text
    assert "no\n" not in loaded.text
    assert place_of(loaded, "Halm") == "line 5"
    assert loaded.title == "Ports"


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>Halm &b;</a>',
        '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;">]><a>Halm &c;</a>',
    ],
)
def test_entities_of_xml_stay_unread(text: str) -> None:
    loaded = read(text, "a.xml")

    assert "Halm" in loaded.text
    assert "root:" not in loaded.text
    assert "bbbb" not in loaded.text


def test_xml_that_is_damaged_or_far_too_deep_is_kept_as_text() -> None:
    for text in ("<a><b>Halm</a>", "<a>" * 100_000 + "Halm"):
        loaded = read(text, "a.xml")
        assert "Halm" in loaded.text
        assert any("read as plain text" in note for note in loaded.notes)


RST = """.. a comment
   that goes on

=====
Plan
=====

:author: Ada Brun
:date: 2024-05-06
:tags: costs, ferry

Boats
-----

It leaves at nine. [1]_

.. note:: Not on Sundays.

Small ones
~~~~~~~~~~

.. [1] In summer.
"""


def test_restructured_text_keeps_its_source_and_its_headings() -> None:
    loaded = read(RST, "plan.rst")

    assert [(one.title, one.level) for one in loaded.headings] == [
        ("Plan", 1), ("Boats", 2), ("Small ones", 3),
    ]  # fmt: skip
    assert "comment" not in loaded.text
    assert "Not on Sundays" in loaded.text
    assert "In summer" in loaded.text
    assert place_of(loaded, "It leaves") == "line 15"
    assert (loaded.title, loaded.tags) == ("Plan", ("costs", "ferry"))
    assert loaded.properties["created"] == "2024-05-06"


def test_front_matter_gives_tags_and_dates() -> None:
    loaded = read(
        "---\ntitle: Plan\ndate: 2024-05-06\ntags:\n  - costs\n  - ferry\n"
        'keywords: ["oil"]\n---\n\nX.',
        "a.md",
    )

    assert loaded.tags == ("costs", "ferry", "oil")
    assert loaded.properties["created"] == "2024-05-06"


@given(st.text(st.sampled_from("ab \n"), max_size=200))
def test_a_line_is_called_by_its_number(text: str) -> None:
    for mark in line_marks(text):
        assert mark.name == f"line {1 + text.count(chr(10), 0, mark.start)}"
        assert mark.start == 0 or text[mark.start - 1] == "\n"
    starts = [mark.start for mark in line_marks(text)]
    assert starts == sorted(set(starts))


def test_a_very_long_text_has_a_bounded_number_of_places() -> None:
    marks = line_marks("x\n" * 250_000)

    assert len(marks) <= 100_000
    assert marks[1].name == "lines 4-6"


def test_every_format_is_named_in_the_documentation() -> None:
    written = (Path(__file__).parents[3] / "docs/formats.md").read_text(encoding="utf-8")
    for name in ("ODT", "ODS", "ODP", "EPUB", "RTF", "notebook", "reStructuredText", "JSON", "XML"):
        assert name in written, name
