import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.load import code
from ingest.load.code_kinds import KINDS
from ingest.load.loaded import Limits, Loaded
from tests.ingest.load.reading import document, path_of, place_of, read

PYTHON = '''"""Fares of the ferry."""

import math

# How a fare is made up.
@frozen
class Fare:
    """What a passage costs."""

    cents: int = 450

    @property
    def euros(self) -> float:
        return self.cents / 100

    currency = "EUR"


RATE = 7


def total(fares):
    """Add up."""
    return sum(fare.cents for fare in fares)


if __name__ == "__main__":
    print(total([]))
'''
SAMPLES: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "a.js": (
        """export class Ramp extends Part {
  open(by) {
    return by + 1
  }
}
const close = async (at) => {
  return at
}
""",
        {"by + 1": ("class Ramp", "method open"), "return at": ("function close",)},
    ),
    "a.ts": (
        """interface Boat {
  name: string
}
namespace Harbour {
  export function dock(): void {
    moor()
  }
}
""",
        {"name:": ("interface Boat",), "moor()": ("namespace Harbour", "function dock")},
    ),
    "a.tsx": (
        """export function Sign(props: P) {
  return <b>{props.fare}</b>
}
""",
        {"props.fare": ("function Sign",)},
    ),
    "A.java": (
        """/** A quay. */
@Entity
public class Quay {
  int length() {
    return 90;
  }
}
""",
        {"A quay": ("class Quay",), "return 90": ("class Quay", "method length")},
    ),
    "a.c": (
        """struct tide {
  int level;
};
static int *next(int a) {
  return a;
}
int last;
""",
        {"level": ("struct tide",), "return a": ("function next",), "int last": ("(top level)",)},
    ),
    "a.h": (
        """namespace sea {
template <typename T>
class Buoy {
  int ring() {
    return 4;
  }
};
}
""",
        {
            "return 4": ("namespace sea", "class Buoy", "function ring"),
            "template": ("namespace sea", "class Buoy"),
        },
    ),
    "a.go": (
        """package a

type Log struct {
\tn int
}

func (l *Log) Add(x int) {
\tl.n += x
}
""",
        {"n int": ("type Log",), "l.n +=": ("func (l *Log) Add",)},
    ),
    "a.rs": (
        """/// A rope.
#[derive(Debug)]
pub struct Rope {
    m: u8,
}

impl Rope {
    fn cut(&self) -> u8 {
        self.m
    }
}
""",
        {"A rope": ("struct Rope",), "self.m": ("impl Rope", "fn cut")},
    ),
    "a.rb": (
        """module Port
  class Crane
    def self.lift(load)
      load * 2
    end
  end
end
""",
        {"load * 2": ("module Port", "class Crane", "def self.lift")},
    ),
    "a.cs": (
        """namespace Sea {
  class Lock {
    public void Fill(int by) {
      level += by;
    }
  }
}
""",
        {"level +=": ("namespace Sea", "class Lock", "method Fill")},
    ),
    "a.php": (
        """<?php
class Desk {
  function sell($n) {
    return $n;
  }
}
""",
        {"return $n": ("class Desk", "method sell")},
    ),
    "a.sh": (
        """#!/bin/bash
set -e

ship() {
  echo away
}
ship
""",
        {"echo away": ("function ship",)},
    ),
}


def test_the_text_stands_as_it_is_and_says_which_language_it_is() -> None:
    loaded = read(PYTHON, "fares.py")

    assert (loaded.text, loaded.media_type) == (PYTHON, "text/x-python")
    assert (loaded.properties, loaded.language) == ({"programming_language": "Python"}, "")


def test_passages_stand_under_class_and_function_and_what_follows_them_does_not() -> None:
    """A constant below a class would be cited as part of its last method."""
    assert path_of("self.cents / 100", PYTHON, "a.py") == ("class Fare", "def euros")
    assert path_of("@property", PYTHON, "a.py") == ("class Fare", "def euros")
    assert path_of("# How a fare", PYTHON, "a.py") == ("class Fare",)
    assert path_of('currency = "EUR"', PYTHON, "a.py") == ("class Fare",)
    assert path_of("RATE = 7", PYTHON, "a.py") == ("(top level)",)
    assert path_of("Add up", PYTHON, "a.py") == ("def total",)
    assert path_of("__main__", PYTHON, "a.py") == ("(top level)",)
    assert path_of("import math", PYTHON, "a.py") == ()


def test_a_citation_names_its_lines() -> None:
    assert place_of("self.cents / 100", PYTHON, "a.py") == "line 14"
    assert place_of('"""Add up."""\n    return sum', PYTHON, "a.py") == "line 23 to line 24"


@pytest.mark.parametrize("name", SAMPLES)
def test_each_language_is_read_by_symbol(name: str) -> None:
    source, expected = SAMPLES[name]

    assert read(source, name).notes == ()
    for quote, path in expected.items():
        assert path_of(quote, source, name) == path, quote


def test_every_grammar_has_a_sample() -> None:
    suffixes = {"." + name.rpartition(".")[2] for name in SAMPLES} | {".py", ".cpp"}

    assert all(suffixes & set(kind.endings) for kind in KINDS.values() if kind.grammar)


def test_other_code_has_its_lines_and_its_language() -> None:
    loaded = read("SELECT fare\nFROM ferries;\n", "fares.sql")

    assert loaded.properties == {"programming_language": "SQL"}
    assert place_of("FROM ferries", "SELECT fare\nFROM ferries;\n", "a.sql") == "line 2"


def test_prose_that_is_called_code_is_plain_text() -> None:
    prose = "The ferry leaves at nine. It isn't cheap, said Ida; the ramp opens at 8:30.\n\n" * 9
    loaded = read(prose, "notes.py")

    assert (loaded.media_type, loaded.headings, loaded.properties) == ("text/plain", (), {})
    assert loaded.notes == ("it is not valid Python: read as plain text",)


def test_code_with_a_mistake_in_it_keeps_its_symbols() -> None:
    broken = PYTHON + "\n\ndef unfinished(:\n    return (\n"

    assert path_of("self.cents / 100", broken, "a.py") == ("class Fare", "def euros")


@pytest.mark.parametrize(
    ("name", "piece"),
    [
        ("a.js", "var a=function(b){return{c:[b]}};"),
        ("a.js", "[a,\n"),
        ("a.js", "{\n"),
        ("a.js", "class A{\n"),
        ("a.js", '"'),
        ("a.py", "if x:\n"),
        ("a.py", "#\n"),
        ("a.cpp", "template<"),
        ("a.c", "(" * 100),
    ],
)
def test_hostile_code_is_read_in_bounded_time(name: str, piece: str) -> None:
    began = time.monotonic()
    loaded = read(piece * (1_000_000 // len(piece)), name, limits=Limits(seconds=8))

    assert time.monotonic() - began < 10
    assert loaded.text


def test_what_is_too_large_to_parse_keeps_its_lines_and_says_so() -> None:
    loaded = read("x = 1\n" * 300_000, "a.py")

    assert loaded.headings == ()
    assert loaded.notes == (
        "its functions and classes were not told apart: it has more than 1500000 characters",
    )
    assert len(loaded.marks) > 50_000


def test_no_time_for_symbols_leaves_the_text() -> None:
    loaded = read("def f():\n    x\n" * 50_000, "a.py", limits=Limits(seconds=0.001))

    assert "took longer" in loaded.notes[0]
    assert loaded.headings == ()


PIECES = st.sampled_from(
    [
        "class A:\n", "    def b(self):\n", "        pass\n", "x = 1\n", "# é漢\n", "@d\n", "}\n",
        "{\n", "function f() {\n", "  return 1\n", "\n", "'''", "(", "def c():\n    y\n", "\f",
        "class B {\n",
    ]
)  # fmt: skip


@given(
    st.lists(PIECES, max_size=30).map("".join),
    st.sampled_from(["text/x-python", "text/javascript"]),
)
def test_headings_rise_lie_on_line_starts_and_nest_without_gaps(source: str, kind: str) -> None:
    loaded: Loaded = code.load(source.encode(), kind, Limits())
    starts = [heading.start for heading in loaded.headings]

    assert starts == sorted(set(starts))
    assert all(start == 0 or loaded.text[start - 1] == "\n" for start in starts)
    levels = [heading.level for heading in loaded.headings]
    assert all(level <= before + 1 for before, level in zip([0, *levels], levels, strict=False))


def test_of_symbols_that_begin_on_one_line_the_outer_one_has_the_heading() -> None:
    source = "class Ramp { open(by) {\n  return by\n} }\n"

    assert path_of("return by", source, "a.js") == ("class Ramp",)


def test_a_file_of_code_becomes_a_document_with_sections() -> None:
    made = document(PYTHON, "fares.py")

    assert (made.source.title, made.properties["programming_language"]) == ("fares", "Python")
    assert [section.level for section in made.sections] == [1, 2, 1, 1, 1, 1]
