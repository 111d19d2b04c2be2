"""Which sentences may stand in a summary."""

from rag.models.embed_local import MiniLM
from rag.summarise.extract import chosen, picks
from rag.summarise.plan import plan
from rag.types import Document, Section, Source

SUMMARY = "The ferry struck the pier at three knots because a pitch signal was lost."
DETAILS = "The master had twenty-two years of service and had rested for eleven hours before."
TEXT = f"""Contact with the pier at Sella on the morning
Investigator: Commander Isolde Frayne.
Summary
{SUMMARY}
Details
{DETAILS}
Reliability is the share of scheduled sailings that were operated.1
 The loss of
2023 came from the gearbox failure of the ferry in March of that year.
"""


def document() -> Document:
    heads = [
        Section(title, 1, TEXT.index(title)) for title in ("Contact with", "Summary", "Details")
    ]
    return Document(Source("doc_1", "v", "Report", "report.txt"), TEXT, sections=tuple(heads))


def words(most: int) -> list[str]:
    read = document()
    found = picks(read, list(enumerate(plan(read))))
    kept = chosen(read, found, embedder=MiniLM(), most=most)
    return [TEXT[pick.span.start : pick.span.end] for pick in kept]


def test_where_the_author_sums_up_is_said_first() -> None:
    assert words(1) == [SUMMARY]


def test_title_pages_and_the_rest_of_cut_sentences_are_no_sentences() -> None:
    assert "Investigator" not in " ".join(words(9))
    assert "gearbox" not in " ".join(words(9))
    assert DETAILS in words(9)
