"""What came inside a file is stored with it, or before it."""

from dataclasses import replace
from pathlib import Path

from ingest.discover import FoundFile
from ingest.families import Families
from ingest.plan import Task
from ingest.recipe import Recipe


def task(path: str, container: str = "") -> Task:
    plain = Task(FoundFile(Path(path), path, "/", 1), path, Recipe())
    return replace(plain, container=container)


MAIL, INNER, NOTE = (
    task("a.eml"),
    task("a.eml/b.eml", "a.eml"),
    task("a.eml/b.eml/c.md", "a.eml/b.eml"),
)


def test_a_file_waits_until_all_that_came_inside_it_was_read() -> None:
    families = Families()
    families.expect([INNER])
    assert families.waiting([MAIL]) == {"a.eml"}
    families.decided(INNER)
    assert families.waiting([MAIL, INNER]) == set()


def test_whatever_holds_a_file_that_waits_waits_too() -> None:
    families = Families()
    families.expect([INNER])
    families.decided(INNER)
    families.expect([NOTE])

    assert families.waiting([MAIL, INNER, task("other.md")]) == {"a.eml", "a.eml/b.eml"}
    families.decided(NOTE)
    assert families.waiting([MAIL, INNER, NOTE], {NOTE.path}) == {MAIL.path, INNER.path, NOTE.path}
    assert families.waiting([MAIL, INNER, NOTE]) == set()
