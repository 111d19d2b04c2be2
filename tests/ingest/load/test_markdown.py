import time

from ingest.load import markdown
from ingest.load.loaded import Limits, Loaded

SOURCE = """---
title: "Minutes of March"
author: Ida Quill
nested:
  key: value
---

Preface
=======

Some *text* with a [link](http://x.example).

## Votes **taken** ##

```
# not a heading
```

- # one in a list
"""


def load(source: str) -> Loaded:
    return markdown.load(source.encode(), "text/markdown", Limits())


def test_the_text_kept_is_the_source_itself() -> None:
    assert load(SOURCE).text == SOURCE


def test_headings_are_those_that_markdown_knows() -> None:
    loaded = load(SOURCE)

    assert [(one.title, one.level) for one in loaded.headings] == [
        ("Preface", 1),
        ("Votes taken", 2),
        ("one in a list", 1),
    ]
    assert [SOURCE[one.start :][:4] for one in loaded.headings] == ["Pref", "## V", "- # "]


def test_front_matter_gives_title_and_properties_and_is_no_heading() -> None:
    loaded = load(SOURCE)

    assert (loaded.title, loaded.properties) == ("Minutes of March", {"author": "Ida Quill"})


def test_without_front_matter_the_first_top_heading_is_the_title() -> None:
    assert load("## Small\n\n# Large\n").title == "Large"


COMMENTED = """# Fees <!-- draft! -->

The fee is 40 euros. <!-- was 35 --> It is due in May.<!-->

<!-- TODO secret
## No heading

still secret -->
Write `<!-- so -->` for a comment.

```
<!-- code -->
```

- An item <!-- hidden
  twice --> of a list.

One that <!-- stays open is text.

<!-- One that opens a block and stays open hides the rest.

    Unseen.
"""


def test_comments_are_blanks_of_the_same_length_and_those_in_code_stay() -> None:
    loaded = load(COMMENTED)

    assert len(loaded.text) == len(COMMENTED)
    assert all(
        ours == theirs or (ours == " " and theirs != "\n")
        for ours, theirs in zip(loaded.text, COMMENTED, strict=True)
    )
    assert [" ".join(line.split()) for line in loaded.text.split("\n") if line.strip()] == [
        "# Fees",
        "The fee is 40 euros. It is due in May.",
        "Write `<!-- so -->` for a comment.",
        "```",
        "<!-- code -->",
        "```",
        "- An item",
        "of a list.",
        "One that <!-- stays open is text.",
    ]
    assert [heading.title for heading in loaded.headings] == ["Fees"]


def test_hostile_nesting_takes_little_time() -> None:
    began = time.monotonic()

    for piece in (
        "[",
        "> ",
        "- ",
        "*a ",
        "| a ",
        "<b>",
        "`",
        "<!--",
        "`<!--",
        "a<!-- -->`",
        "<!-- -->\n\n",
    ):
        load("# Kept\n\n" + piece * 50_000)

    assert time.monotonic() - began < 10
