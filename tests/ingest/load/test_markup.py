import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ingest.load.reading import path_of, place_of, read

RST = """=========
The Ferry
=========

:Author: Ida Quill
:Date: 3 May 2024
:Keywords: boats, fares

.. a comment
   over two lines

Fares
-----

.. note:: Kept.

The fare is 40 euros.

Dogs
~~~~

Free.

====  ====
day   fare
====  ====

Times
-----

.. _target:
.. [1] A footnote.

Nine.
"""
ADOC = """= The Ferry
Ida Quill <ida@harbour.example>
v1.0, 2024-05-03
:keywords: boats, fares

// a comment
== Fares

////
over two lines
== none
////
----
== code // kept
----
The fare is 40 euros.

=== Dogs

Free.

== Times
Nine.
"""
ORG = """#+TITLE: The Ferry
#+AUTHOR: Ida Quill
#+DATE: <2024-05-03>
#+FILETAGS: :boats:fares:
# a comment

* TODO [#A] Fares :money:
The fare is 40 euros.
** Dogs
#+BEGIN_SRC sh
* none
#+END_SRC
Free.
* Times
Nine.
#+begin_comment
over two lines
#+end_comment
"""
TEX = r"""\documentclass{article} % a comment
\title{The \emph{Ferry}}
\author{Ida Quill}
\date{May 3, 2024}
\keywords{none}
\begin{document}
\section{Fares}
The fare is 40 euros, 10\% less \\% over two lines
for members.
\subsection*{Dogs}
Free.
\begin{verbatim}
\section{none} % kept
\end{verbatim}
\section[T]{Times}
Nine.
"""
FILES = {"a.rst": RST, "a.adoc": ADOC, "a.org": ORG, "a.tex": TEX}


@pytest.mark.parametrize("name", FILES)
def test_the_source_stands_with_its_comments_blanked(name: str) -> None:
    source, text = FILES[name], read(FILES[name], name).text

    assert len(text) == len(source)
    assert all(ours in {theirs, " "} for ours, theirs in zip(text, source, strict=True))
    assert text.count("\n") == source.count("\n")
    assert "a comment" not in text
    assert "over two lines" not in text


@pytest.mark.parametrize("name", FILES)
def test_title_author_and_date_are_taken(name: str) -> None:
    loaded = read(FILES[name], name)

    assert loaded.title == "The Ferry"
    assert loaded.properties["author"] == "Ida Quill"
    assert loaded.properties["created"] == "2024-05-03"
    assert loaded.tags == (() if name == "a.tex" else ("boats", "fares"))


@pytest.mark.parametrize("name", FILES)
def test_headings_nest_and_code_has_none(name: str) -> None:
    top = ("The Ferry",) if name in {"a.rst", "a.adoc"} else ()

    assert path_of("The fare is", FILES[name], name) == (*top, "Fares")
    assert path_of("Free.", FILES[name], name) == (*top, "Fares", "Dogs")
    assert path_of("Nine.", FILES[name], name) == (*top, "Times")
    assert "none" not in {heading.title for heading in read(FILES[name], name).headings}


@pytest.mark.parametrize(
    ("name", "line"), [("a.rst", 17), ("a.adoc", 16), ("a.org", 8), ("a.tex", 8)]
)
def test_a_citation_names_its_line(name: str, line: int) -> None:
    assert place_of("The fare is 40", FILES[name], name) == f"line {line}"


def test_directives_footnotes_and_targets_are_text_and_tables_no_headings() -> None:
    text = read(RST, "a.rst").text

    assert ".. note:: Kept." in text
    assert ".. [1] A footnote." in text
    assert ".. _target:" in text
    assert "day   fare" not in {heading.title for heading in read(RST, "a.rst").headings}


def test_what_is_kept_of_a_line_of_latex_ends_at_its_comment() -> None:
    text = read(TEX, "a.tex").text

    assert r"10\% less \\" in text
    assert r"\section{none} % kept" in text


LINES = st.sampled_from(
    [
        "Title", "=====", "-----", "~~", "..", ".. x", "   y", "", ":a: b", "= A", "== B", "////",
        "----", "// c", "* D", "# e", "#+BEGIN_SRC", "#+END_SRC", r"\section{E}", "% f", "\f",
        "漢字", r"\begin{verbatim}", r"\end{verbatim}", r"\title{", "}", "{", "text",
    ]
)  # fmt: skip


@given(st.lists(LINES, max_size=30).map("\n".join), st.sampled_from(sorted(FILES)))
def test_any_source_keeps_its_length_and_its_headings_rise(source: str, name: str) -> None:
    source = f"first\n\n{source}\nlast"
    loaded = read(source, name)
    starts = [heading.start for heading in loaded.headings]

    assert len(loaded.text) == len(source)
    assert starts == sorted(set(starts))
    for mark in loaded.marks:
        assert mark.name == f"line {source[: mark.start].count(chr(10)) + 1}"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "piece",
    [
        "=",
        "=\n",
        "..\n",
        ".. a:",
        "a\n=\n",
        "////\n",
        "* ",
        "#+begin_a\n",
        r"\section{",
        "%",
        "\\",
        ":a",
    ],
)
def test_hostile_sources_take_little_time(name: str, piece: str) -> None:
    began = time.process_time()
    read("x\n" + piece * (1_000_000 // len(piece)), name)

    assert time.process_time() - began < 8
