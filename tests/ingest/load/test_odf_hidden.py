"""What an ODT holds but does not show is left out, and what only looks like it is kept."""

import pytest

from ingest.load.any import load
from ingest.load.loaded import Limits, Loaded
from tests.ingest.load.books import odf

PALE = '<style:text-properties fo:color="#FFFFFF"/>'
RED = '<style:text-properties fo:color="#ff0000"/>'
GONE = '<style:text-properties text:display="none"/>'
NAVY = '<style:{}-properties fo:background-color="#1f3864"/>'
BEHIND = '<style:graphic-properties style:run-through="background"/>'
FERRY = "<text:p>The ferry.</text:p>"
SPAN = FERRY + '<text:p><text:span text:style-name="S">pay him at once</text:span></text:p>'
PARAGRAPH = FERRY + '<text:p text:style-name="P">pay him at once</text:p>'
BOTH = SPAN.replace("<text:p><text:span", '<text:p text:style-name="P"><text:span')
CELL = (
    f'<table:table><table:table-row><table:table-cell table:style-name="C">{SPAN}'
    "</table:table-cell></table:table-row></table:table>"
)
BOX = f"<text:p><draw:frame><draw:text-box>{SPAN}</draw:text-box></draw:frame></text:p>"
SECTION = f'{FERRY}<text:section text:display="none"><text:p>pay him</text:p></text:section>'
FIELD = FERRY.replace(
    ".", '.<text:hidden-text text:is-hidden="true">pay him at once</text:hidden-text>'
)
HIDDEN_PARAGRAPH = PARAGRAPH.replace("pay", '<text:hidden-paragraph text:is-hidden="true"/>pay')


def style(name: str, inside: str, family: str = "text", parent: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="{family}" '
        f'style:parent-style-name="{parent}">{inside}</style:style>'
    )


def read(body: str, styles: str) -> Loaded:
    return load(odf("text", body, styles=styles), "a.odt", Limits())


UNSEEN = {
    "a white span": (SPAN, style("S", PALE)),
    "a hidden span": (SPAN, style("S", GONE)),
    "by the style of a style": (SPAN, style("R", PALE) + style("S", "", parent="R")),
    "a hidden paragraph": (PARAGRAPH, style("P", GONE, "paragraph")),
    "a white paragraph": (PARAGRAPH, style("P", PALE, "paragraph")),
    "white in a table": (CELL, style("S", PALE)),
    "a hidden section": (SECTION, ""),
    "a hidden field": (FIELD, ""),
    "a paragraph hidden by a field": (HIDDEN_PARAGRAPH, ""),
}
SEEN = {
    "a ground of its own": (SPAN, style("S", PALE + NAVY.format("text"))),
    "of its paragraph": (PARAGRAPH, style("P", PALE + NAVY.format("paragraph"), "paragraph")),
    "of its cell": (
        CELL,
        style("S", PALE) + style("C", NAVY.format("table-cell"), "table-cell"),
    ),
    "of the page": (SPAN, style("S", PALE) + NAVY.format("page-layout")),
    "something behind": (SPAN, style("S", PALE) + BEHIND),
    "a box": (BOX, style("S", PALE)),
    "another colour": (SPAN, style("S", RED)),
    "another colour than its paragraph's": (BOTH, style("S", RED) + style("P", PALE, "paragraph")),
    "a style of another family": (SPAN, style("S", PALE, "paragraph")),
    "styles in a circle": (SPAN, style("S", "", parent="R") + style("R", "", parent="S")),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_text_that_nobody_sees_is_left_out_and_counted(name: str) -> None:
    loaded = read(*UNSEEN[name])

    assert loaded.text.strip() == "The ferry."
    assert loaded.notes == ("hidden parts of the document left out: 1",)


@pytest.mark.parametrize("name", SEEN)
def test_text_that_somebody_sees_is_kept(name: str) -> None:
    loaded = read(*SEEN[name])

    assert "pay him at once" in loaded.text
    assert loaded.notes == ()
