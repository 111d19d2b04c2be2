import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.load.described import described, iso_639, iso_date
from ingest.load.front import front_matter
from tests.ingest.load.reading import place_of, read

YAML = """---
title: "Minutes: March"
author:
  - Ida Quill
  - 'Bo Reed'   # the chair
date: 3 May 2024
lang: de-AT
tags: [fees, "rope, net", 'it''s']
categories:
- harbour
nested:
  key: value
summary: |
  left alone
---
# Fees

The fee is 40 euros.
"""
TOML = """+++
title = "Minutes"
date = 2024-05-03T10:00:00Z
draft = true
[taxonomies]
tags = ["fees"]
+++
Text.
"""


def test_yaml_front_matter_gives_title_properties_tags_and_language() -> None:
    loaded = read(YAML, "a.md")

    assert (loaded.title, loaded.language) == ("Minutes: March", "de")
    assert loaded.properties == {"author": "Ida Quill, Bo Reed", "created": "2024-05-03"}
    assert loaded.tags == ("fees", "rope", "net", "it's", "harbour")


def test_toml_front_matter_gives_the_same() -> None:
    loaded = read(TOML, "a.md")

    assert loaded.properties == {"created": "2024-05-03T10:00:00+00:00", "draft": "true"}
    assert (loaded.title, loaded.tags, loaded.text) == ("Minutes", ("fees",), TOML)


def test_toml_that_cannot_be_read_is_noted_and_the_text_kept() -> None:
    loaded = read("+++\nnot toml\n+++\nText.\n", "a.md")

    assert loaded.notes == ("its front matter cannot be read as TOML",)
    assert "Text." in loaded.text


def test_a_rule_at_the_start_is_no_front_matter() -> None:
    """A chapter between two rules would lose its headings."""
    loaded = read("---\n\n# Fees\n\n---\n", "a.md")

    assert [heading.title for heading in loaded.headings] == ["Fees"]


def test_a_citation_of_markdown_names_its_line() -> None:
    assert place_of("The fee is 40 euros.", YAML, "a.md") == "line 18"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-05-03", "2024-05-03"),
        ("2024-05-03 10:00", "2024-05-03T10:00:00"),
        ("Fri, 03 May 2024 10:00:00 +0200", "2024-05-03T10:00:00+02:00"),
        ("May 3, 2024", "2024-05-03"),
        ("3.5.2024", "2024-05-03"),
        ("03/05/2024", "03/05/2024"),
        ("last spring", "last spring"),
    ],
)
def test_dates_are_iso_8601_where_they_are_beyond_doubt(written: str, expected: str) -> None:
    """3 May or 5 March: whoever guesses is wrong for half of the world."""
    assert iso_date(written) == expected


@pytest.mark.parametrize(
    ("tag", "language"), [("en-US", "en"), ("DE", "de"), ("german", ""), ("eng", ""), ("", "")]
)
def test_a_language_is_believed_only_as_a_tag(tag: str, language: str) -> None:
    assert iso_639(tag) == language


@given(
    st.text(st.sampled_from("ab:-[]\"',\n# +={}\\"), max_size=80), st.sampled_from(["---", "+++"])
)
def test_any_front_matter_gives_pairs_of_text(written: str, fence: str) -> None:
    text = f"{fence}\n{written}\n{fence}\nText"
    front = front_matter(text)

    assert 0 <= front.end <= len(text)
    said = described(front.given)
    assert all(said.properties.values())
    assert all(said.tags)


@pytest.mark.parametrize("piece", ["[", '"', "'", "a,", "a: ", "\\", "[[", "{a = ", "- "])
def test_hostile_front_matter_takes_little_time(piece: str) -> None:
    began = time.monotonic()

    for fence in ("---", "+++"):
        read(f"{fence}\ntags: [{piece * 40_000}]\na = {piece * 40_000}\n{fence}\nText", "a.md")

    assert time.monotonic() - began < 5


@pytest.mark.parametrize("line", ['title: "Minutes', "title: 'It''s", "tags: [a, b"])
def test_front_matter_with_an_open_quotation_or_list_says_so(line: str) -> None:
    loaded = read(f"---\n{line}\nauthor: Ida\n---\nText.\n", "a.md")

    assert loaded.notes == ("not all of its front matter can be read as YAML",)
    assert loaded.properties["author"] == "Ida"
    assert read(YAML, "a.md").notes == ()
