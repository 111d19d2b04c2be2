import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ingest.load.reading import document, path_of, place_of, read

CATALOGUE = """<?xml version="1.0"?>
<!-- secret -->
<catalogue xml:lang="de-AT" xmlns:p="urn:prices">
  <owner>Ida Quill</owner>
  <book id="b1"><title>Ropes</title><p:price cur="EUR">3.50</p:price></book>
  <chapter id="c1">
    <title>Fees</title>
    <para>The fee
      is <b>40</b> euros<!-- was 35 --> a year.</para>
    <section><title>Dogs</title><para>Dogs are free &#8211; always.</para>
      <table><row><deep><er><est><x>9</x></est></er></deep></row></table></section>
    <para>After the section.</para>
  </chapter>
  <last/>
</catalogue>
"""


@pytest.mark.parametrize(
    ("line", "place", "path"),
    [
        ("owner: Ida Quill", "line 4", ()),
        ("book > @id: b1 | title: Ropes | price: 3.50 | price > @cur: EUR", "line 5", ()),
        ("The fee is 40 euros a year.", "line 8", ("Fees",)),
        ("para: Dogs are free \u2013 always.", "line 10", ("Fees", "Dogs")),
        ("After the section.", "line 12", ("Fees",)),
    ],
)
def test_elements_are_lines_with_their_place_and_headings(
    line: str, place: str, path: tuple[str, ...]
) -> None:
    assert line in document(CATALOGUE, "a.xml").text
    assert place_of(line, CATALOGUE, "a.xml") == place
    assert path_of(line, CATALOGUE, "a.xml") == path


def test_comments_are_left_out_and_the_language_is_taken() -> None:
    loaded = read(CATALOGUE, "a.xml")

    assert "secret" not in loaded.text
    assert "35" not in loaded.text
    assert loaded.language == "de"


def test_entities_are_never_filled_in_and_no_file_is_opened() -> None:
    loaded = read(
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY l "lol">]>'
        "<x><y>&e; &l;</y></x>",
        "a.xml",
    )

    assert "root:" not in loaded.text
    assert loaded.notes == ("entities such as &e; were not filled in",)


@pytest.mark.parametrize(
    ("damaged", "why"),
    [
        ("<a><b>open", "Premature end"),
        ("<a>" * 100_000 + "x" + "</a>" * 100_000, "depth"),
        ("<a>" + "x" * 11_000_000 + "</a>", "too long"),
        (
            '<!DOCTYPE x [<!ENTITY a "lolololol">'
            + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 or str()};" * 10}">' for n in range(1, 12))
            + ']><x><y z="&a11;">hi</y></x>',
            "amplification",
        ),
    ],
)
def test_what_is_no_xml_for_us_is_kept_as_plain_text_quickly(damaged: str, why: str) -> None:
    began = time.monotonic()
    loaded = read(damaged, "a.xml")

    assert (loaded.text, loaded.media_type) == (damaged, "text/plain")
    assert why in loaded.notes[0]
    assert time.monotonic() - began < 5


def test_an_old_charset_that_is_declared_or_not_is_read() -> None:
    declared = '<?xml version="1.0" encoding="iso-8859-1"?><a><b>Fähre</b></a>'.encode("latin-1")
    bare = ("<a><b>" + "Die Fähre fährt um neun. " * 20 + "</b></a>").encode("cp1252")

    assert "b: Fähre" in read(declared, "a.xml").text
    assert "Fähre" in read(bare, "a.xml").text
    assert "guess" in read(bare, "a.xml").notes[0]


def test_lines_are_right_beyond_what_libxml2_counts() -> None:
    content = "<a>\n" + "<b>1</b>\n" * 70_000 + "<c><d>last</d></c>\n</a>"

    assert place_of("c > d: last", content, "a.xml") == "line 70002"


WORDS = st.text(st.sampled_from("abcdefgh"), min_size=3, max_size=8)


@given(
    st.recursive(
        WORDS,
        lambda inner: st.lists(inner, min_size=1, max_size=4).map(
            lambda parts: "".join(f"\n<t k='{len(part)}'>{part}</t>" for part in parts)
        ),
        max_leaves=20,
    )
)
def test_no_text_is_lost_and_marks_rise(inner: str) -> None:
    content = f"<r><x>1</x>{inner}</r>"
    loaded = read(content, "a.xml")
    starts = [mark.start for mark in loaded.marks]

    for word in filter(str.isalpha, content.replace("<", ">").split(">")):
        assert word in {"r", "x", "t"} or word in loaded.text
    assert starts == sorted(set(starts))
    assert all(0 <= start < len(loaded.text) for start in starts)
    for mark in loaded.marks:
        assert 1 <= int(mark.name.removeprefix("line ")) <= content.count("\n") + 1
