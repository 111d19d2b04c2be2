"""What a newer version says anew is not answered from the older one."""

from rag.answer.candidates import candidates
from rag.answer.outdated import current
from rag.types import Document, Hit, Passage, Source, Superseded

NEWEST = Source("doc_2", "v", "", "rules-2025.md")
OLD = "The yearly fee of the club is EUR 20. Bees are kept by the pond in the north."
NEW = "The yearly fee of the club is EUR 35. Dogs stay outside the shed of the club."
QUESTION = "What is the yearly fee of the club?"


def hit(text: str, source: Source, superseded: Superseded | None = None) -> Hit:
    return Hit(Passage.cut(Document(source, text), 0, len(text)), 1.0, superseded=superseded)


def old(name: str = "doc_1", *, wanted: bool = False, alone: bool = False, text: str = OLD) -> Hit:
    source = Source(name, "v", "", f"{name}.md")
    return hit(text, source, Superseded(NEWEST, "2023", "2025", wanted or alone, alone))


def left(*hits: Hit) -> list[str]:
    return [one.words for one in current(candidates(QUESTION, hits), hits)]


def test_the_older_sentence_goes_and_what_only_the_older_version_says_stays() -> None:
    kept = left(hit(NEW, NEWEST), old())

    assert "The yearly fee of the club is EUR 20." not in kept
    assert "The yearly fee of the club is EUR 35." in kept
    assert "Bees are kept by the pond in the north." in kept


def test_the_order_of_the_hits_does_not_matter() -> None:
    assert "The yearly fee of the club is EUR 20." not in left(old(), hit(NEW, NEWEST))


def test_it_stays_where_it_was_asked_for_or_where_no_newer_one_was_found() -> None:
    assert "The yearly fee of the club is EUR 20." in left(hit(NEW, NEWEST), old(wanted=True))
    assert "The yearly fee of the club is EUR 20." in left(old())


def test_where_the_older_one_alone_is_asked_for_it_is_the_newer_sentence_that_goes() -> None:
    kept = left(hit(NEW, NEWEST), old(alone=True))

    assert "The yearly fee of the club is EUR 20." in kept
    assert "The yearly fee of the club is EUR 35." not in kept
    assert "Dogs stay outside the shed of the club." in kept


def test_of_two_old_ones_the_later_stays() -> None:
    kept = left(old("doc_1", text=NEW), old("doc_0"))

    assert "The yearly fee of the club is EUR 35." in kept
    assert "The yearly fee of the club is EUR 20." not in kept


def test_another_document_takes_nothing_away() -> None:
    stranger = hit(NEW, Source("doc_9", "v", "", "other.md"))

    assert "The yearly fee of the club is EUR 20." in left(stranger, old())
