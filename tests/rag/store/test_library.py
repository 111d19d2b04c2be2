"""The store as everybody else sees it."""

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.errors import IndexMismatchError, InputError, NotFoundError, ServiceError
from rag.indexes import Entry
from rag.store.library import Audit, Change, Counts, Failed, Library, Makers, Removal
from rag.store.plain import ExactIndex, ScanIndex
from rag.types import Collection, Vectors, document_id
from tests.rag.store.made import HOME, Hashed, made, settings, word

A, B = document_id(HOME, "a.txt"), document_id(HOME, "b.txt")
PLAIN = Makers(dense=ExactIndex, keyword=ScanIndex)


def opened(home: Path, makers: Makers = PLAIN) -> Library:
    return Library.open(settings(home), embedder=Hashed(), command="test", makers=makers)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with opened(tmp_path / "home") as library:
        yield library


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Library]:
    """With Chroma and tantivy."""
    with opened(tmp_path / "home", Makers()) as library:
        yield library


def found(library: Library, path: str, version: int, number: int = 0) -> bool:
    """Whether a passage is found by its word and by its vector, and is live."""
    prepared = made(path, version)
    wanted = prepared.passages[number].id
    by_word = library.keyword(HOME, word(path, version, number), 3)
    by_vector = library.dense(HOME, prepared.vectors[number : number + 1], 3)
    near = [one.passage_id for one in by_vector if one.score > 0.999]
    both = [one.passage_id for one in by_word] == near == [wanted]
    return both and wanted in library.live(HOME, [wanted])


def test_what_is_put_comes_back_whole_and_is_found(real: Library) -> None:
    prepared = made("a.txt")
    real.put(HOME, [prepared, made("b.txt")])

    assert real.document(HOME, A) == prepared.document
    assert real.passages(HOME, A) == list(prepared.passages)
    ids = [passage.id for passage in prepared.passages]
    assert real.live(HOME, [*ids, "psg_ghost"]) == dict(zip(ids, prepared.passages, strict=True))
    assert np.array_equal(real.vectors(HOME, ids[::-1]), prepared.vectors[::-1])
    assert real.counts(HOME) == Counts(documents=2, passages=10)
    assert found(real, "a.txt", 1)
    assert [(one.path, one.pages, one.passages) for one in real.known(HOME)] == [
        ("a.txt", 1, 5),
        ("b.txt", 1, 5),
    ]


def test_a_new_version_replaces_the_old_one_everywhere(real: Library) -> None:
    real.put(HOME, [made("a.txt", 1), made("b.txt", 1)])
    real.put(HOME, [made("a.txt", 2)])

    assert found(real, "a.txt", 2)
    assert found(real, "b.txt", 1)
    assert real.keyword(HOME, word("a.txt", 1, 0), 3) == []
    assert real.counts(HOME) == Counts(documents=2, passages=10)
    assert real.audit() == Audit()


def test_the_same_bytes_cut_again_keep_only_the_new_passages(library: Library) -> None:
    """Their ids follow from document, version and span: old and new ones overlap."""
    prepared = made("a.txt")
    library.put(HOME, [prepared])
    fewer = replace(prepared, passages=prepared.passages[1:3], vectors=prepared.vectors[1:3])
    library.put(HOME, [fewer])

    assert library.passages(HOME, A) == list(prepared.passages[1:3])
    assert library.audit() == Audit()


def test_of_two_versions_in_a_batch_the_later_counts(library: Library) -> None:
    library.put(HOME, [made("a.txt", 1), made("a.txt", 2)])

    assert library.document(HOME, A) == made("a.txt", 2).document


def test_a_removed_document_is_out_of_everything_at_once(real: Library) -> None:
    real.put(HOME, [made("a.txt"), made("b.txt")])

    assert real.remove(HOME, [A, "doc_never"]) == Removal(documents=1, passages=5)
    assert real.remove(HOME, [A]) == Removal(documents=0, passages=0)

    with pytest.raises(NotFoundError, match="doc_"):
        real.document(HOME, A)
    with pytest.raises(NotFoundError):
        real.passages(HOME, A)
    assert real.keyword(HOME, word("a.txt", 1, 0), 3) == []
    assert found(real, "b.txt", 1)
    assert real.audit() == Audit()


def test_texts_and_names_that_are_no_utf_8_come_back_as_they_went(library: Library) -> None:
    """A lone surrogate stands for a byte of a file name that is no UTF-8."""
    prepared = made("caf\udce9.txt", extra="\ud800 \x00 日本 👩‍🚀")
    library.put(HOME, [prepared])

    (known,) = library.known(HOME)
    assert known.path == "caf\udce9.txt"
    assert library.document(HOME, known.document_id) == prepared.document


def test_an_unknown_collection_is_refused_by_every_read(library: Library) -> None:
    library.put(HOME, [made("a.txt")])
    other = Collection("defualt")
    question = Hashed().embed_question("x")

    for read in (
        lambda: library.counts(other),
        lambda: library.document(other, A),
        lambda: library.passages(other, A),
        lambda: library.live(other, ["x"]),
        lambda: library.dense(other, question, 3),
        lambda: library.keyword(other, "x", 3),
        lambda: list(library.export(other)),
        lambda: library.remove(other, [A]),
    ):
        with pytest.raises(NotFoundError) as caught:
            read()
        assert caught.value.problem == "There is no collection 'defualt'."
        assert caught.value.remedy == "Use one of: default."
    assert library.known(other) == []
    assert library.failures(other) == []
    assert not library.exists(other)


def test_tenants_and_collections_never_see_each_other(real: Library) -> None:
    """The same path in three places: three documents."""
    places = [HOME, Collection("other"), Collection("default", tenant="other")]
    for version, place in enumerate(places):
        real.put(place, [made("a.txt", version, collection=place)])

    for version, place in enumerate(places):
        assert real.counts(place) == Counts(1, 5)
        for other in range(3):
            hits = real.keyword(place, word("a.txt", other, 0), 9)
            assert bool(hits) == (version == other)
            near = real.dense(place, made("a.txt", other).vectors[:1], 5)
            assert real.live(place, [one.passage_id for one in near]).keys() == {
                one.passage_id for one in near
            }
    assert real.collections() == places[:2]


def test_failures_are_kept_by_path_until_the_path_is_put(library: Library) -> None:
    failed = Failed("a.txt", "/a.txt", "It is empty.", "Fill it.", "skipped", 1, "2026-01-01")
    library.note_failures(HOME, [failed, replace(failed, path="z.txt")])
    library.note_failures(HOME, [replace(failed, tries=2)])

    assert [(one.path, one.tries) for one in library.failures(HOME)] == [("a.txt", 2), ("z.txt", 1)]
    library.put(HOME, [made("a.txt")])
    assert [one.path for one in library.failures(HOME)] == ["z.txt"]


def test_receipts_and_jobs_are_kept_and_replaced(library: Library) -> None:
    library.keep_receipt("rcp_1", '{"a": 1}')
    library.keep_job("job_1", "{}")
    library.keep_job("job_1", '{"done": true}')

    assert library.receipt("rcp_1") == '{"a": 1}'
    assert library.job("job_1") == '{"done": true}'
    with pytest.raises(NotFoundError, match="no job 'rcp_1'"):
        library.job("rcp_1")


def test_originals_are_kept_only_while_they_are_what_was_read(
    library: Library, tmp_path: Path
) -> None:
    """I4: a file that changed after it was read is not the version's."""
    prepared = made("a.txt")
    file = tmp_path / "a.txt"
    file.write_text(prepared.document.text)
    library.put(HOME, [replace(prepared, original=file)])
    changed = made("b.txt")
    file.write_text("something else")
    library.put(HOME, [replace(changed, original=file)])

    kept = library.original(HOME, A)
    assert kept is not None
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == prepared.document.source.version
    assert library.original(HOME, B) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda vectors: vectors[:-1],
        lambda vectors: vectors[:, :-1],
        lambda vectors: vectors * np.float32(0),
        lambda vectors: vectors * np.float32("nan"),
        lambda vectors: np.where(np.eye(5, 8, dtype=bool), np.float32("inf"), vectors),
    ],
)
def test_vectors_that_mean_nothing_are_refused_before_anything_is_stored(
    library: Library, spoil: Callable[[Vectors], Vectors]
) -> None:
    """I14. Nothing of the whole batch is stored."""
    good, bad = made("a.txt"), made("b.txt")
    with pytest.raises(ServiceError, match="embedder"):
        library.put(HOME, [good, replace(bad, vectors=spoil(bad.vectors))])

    assert not library.exists(HOME)


def test_questions_that_mean_nothing_are_refused(library: Library) -> None:
    """S11, S12: Chroma takes a question of NaN and answers with any ids."""
    library.put(HOME, [made("a.txt")])
    for bad in (np.full((1, 8), np.nan), np.zeros((1, 8)), np.ones((1, 9)), np.ones(8)):
        with pytest.raises(ServiceError):
            library.dense(HOME, bad.astype(np.float32), 3)
    for k in (0, -1):
        with pytest.raises(InputError):
            library.keyword(HOME, "line", k)


def test_an_index_answers_only_to_the_embedder_that_built_it(tmp_path: Path) -> None:
    """S14: the width is the same, and every distance would be noise."""
    with opened(tmp_path) as library:
        library.put(HOME, [made("a.txt")])

    with pytest.raises(IndexMismatchError, match="hashed@1/8, not other@1/8"):
        Library.open(settings(tmp_path), embedder=Hashed(name="other@1"), command="test")
    opened(tmp_path).close()


class Failing:
    """Indexes of which every write has two steps, and the one at which `left` runs out fails."""

    left = 0

    def makers(self) -> Makers:
        one = self

        class Dense(ExactIndex):
            def put(self, key: str, ids: Sequence[str], vectors: Vectors) -> None:
                one.step()
                super().put(key, ids, vectors)
                one.step()

            def remove(self, key: str, ids: Sequence[str]) -> None:
                one.step()
                super().remove(key, ids)
                one.step()

        class Keyword(ScanIndex):
            def put(self, key: str, entries: Iterable[Entry]) -> None:
                one.step()
                super().put(key, entries)
                one.step()

            def remove(self, key: str, ids: Sequence[str]) -> None:
                one.step()
                super().remove(key, ids)
                one.step()

        return Makers(dense=Dense, keyword=Keyword)

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise ServiceError("The disk is full.", "Make room.")


STEPS = 16
"""In a `put` that replaces: before and after each of four puts and four removals."""


@pytest.mark.parametrize("at", range(1, STEPS + 1))
def test_a_put_that_fails_anywhere_leaves_all_old_or_all_new(tmp_path: Path, at: int) -> None:
    failing = Failing()
    with opened(tmp_path, failing.makers()) as library:
        library.put(HOME, [made("a.txt", 1), made("b.txt", 1)])
        failing.left = at
        with pytest.raises(ServiceError):
            library.put(HOME, [made("a.txt", 2), made("b.txt", 2), made("c.txt", 2)])

        version = 1 if at <= STEPS / 2 else 2
        for _ in range(2):
            assert library.document(HOME, A) == made("a.txt", version).document
            assert library.counts(HOME) == Counts(version + 1, 5 * (version + 1))
            assert found(library, "a.txt", version)
            assert found(library, "b.txt", version)
            audit = library.audit()
            assert not audit.torn
            assert not [line for line in audit.mended if not line.startswith("rebuilt")]
            library.close()
            library = opened(tmp_path)  # noqa: PLW2901
        library.put(HOME, [made("a.txt", 3)])
        assert found(library, "a.txt", 3)
        library.close()


@pytest.mark.parametrize("at", range(1, 9))
def test_a_removal_stands_even_where_the_indexes_fail(tmp_path: Path, at: int) -> None:
    failing = Failing()
    with opened(tmp_path, failing.makers()) as library:
        library.put(HOME, [made("a.txt"), made("b.txt")])
        failing.left = at
        with pytest.raises(ServiceError):
            library.remove(HOME, [A])

        assert library.keyword(HOME, word("a.txt", 1, 0), 5) == []
        assert found(library, "b.txt", 1)


def test_many_read_while_one_writes(real: Library) -> None:
    """S17: no error, and what was seen once stays until it is deleted."""
    real.put(HOME, [made("a.txt", 1), made("b.txt", 1)])
    problems: list[str] = []
    over = threading.Event()
    versions = {made("a.txt", version).document.text: version for version in range(1, 6)}

    def read() -> None:
        latest = 0
        while not over.is_set():
            version = versions[real.document(HOME, A).text]
            if version < latest or not found(real, "b.txt", 1):
                problems.append(f"{version} after {latest}")
            latest = version

    readers = [threading.Thread(target=read) for _ in range(8)]
    for reader in readers:
        reader.start()
    for version in range(2, 6):
        real.put(HOME, [made("a.txt", version)])
    over.set()
    for reader in readers:
        reader.join()

    assert problems == []


def test_indexes_that_drag_much_along_are_built_anew(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S9: Chroma keeps the places of what was deleted."""
    monkeypatch.setattr("rag.store.library.LITTER", 10)
    for version in range(6):
        library.put(HOME, [made("a.txt", version)])

    assert library.audit().mended == ("rebuilt: much of what they held was deleted",)
    assert found(library, "a.txt", 5)


def test_health_names_each_part(real: Library) -> None:
    real.put(HOME, [made("a.txt")])

    parts = {part.name: part for part in real.health()}

    assert parts.keys() == {"truth", "chroma", "keywords"}
    assert all(part.ok for part in parts.values())
    assert parts["truth"].detail == "1 documents, 5 passages"


def test_only_this_user_may_read_what_is_stored(tmp_path: Path) -> None:
    """S15."""
    with opened(tmp_path / "home", Makers()) as library:
        library.put(HOME, [made("a.txt")])
    for path in [tmp_path / "home", *(tmp_path / "home").rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_what_takes_a_place_leaves_no_instant_with_both_or_neither(real: Library) -> None:
    real.put(HOME, [made("a.txt"), made("b.txt")])
    real.tag(HOME, [A], Change(add=("kept",)))
    real.note_failures(HOME, [Failed("a.txt", "/a", "It broke.", "Mend it.", "failed", 1, "now")])
    moved = replace(made("sub/a.txt"), replaces=(A,), given=("new",))
    seen: set[tuple[str, ...]] = set()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            seen.add(tuple(one.path for one in real.known(HOME)))

    watching = threading.Thread(target=look)
    watching.start()
    real.put(HOME, [moved])
    done.set()
    watching.join()

    assert seen <= {("a.txt", "b.txt"), ("b.txt", "sub/a.txt")}
    assert {one.path: one.tags for one in real.known(HOME)} == {
        "b.txt": (),
        "sub/a.txt": ("kept", "new"),
    }
    assert real.failures(HOME) == []
    assert not found(real, "a.txt", 1)
    assert found(real, "sub/a.txt", 1)
    with pytest.raises(NotFoundError):
        real.document(HOME, A)
    assert real.audit() == Audit()


def test_a_put_that_fails_leaves_what_it_was_to_replace(tmp_path: Path) -> None:
    class Full(ExactIndex):
        def put(self, key: str, ids: Sequence[str], vectors: Vectors) -> None:
            if len(self.ids(key)) > 0:
                raise ServiceError("The disk is full.", "Free some space.")
            super().put(key, ids, vectors)

    with opened(tmp_path / "home", Makers(dense=Full, keyword=ScanIndex)) as library:
        library.put(HOME, [made("a.txt")])
        library.tag(HOME, [A], Change(add=("kept",)))

        with pytest.raises(ServiceError, match="full"):
            library.put(HOME, [replace(made("sub/a.txt"), replaces=(A,))])

        assert [(one.path, one.tags) for one in library.known(HOME)] == [("a.txt", ("kept",))]


def test_given_tags_stay_with_a_document_through_versions_and_go_with_it(library: Library) -> None:
    library.put(HOME, [replace(made("a.txt"), given=("one",))])
    library.put(HOME, [made("a.txt", 2)])
    assert library.known(HOME)[0].given == ("one",)
    assert library.document(HOME, A).tags == ("one",)
    library.remove(HOME, [A])
    library.put(HOME, [made("a.txt", 3)])

    assert library.known(HOME)[0].tags == ()


def test_a_removal_forgets_what_failed_at_its_path(library: Library) -> None:
    library.put(HOME, [made("a.txt"), made("b.txt")])
    wrong = [
        Failed(path, f"/{path}", "It broke.", "Mend it.", "failed", 1, "now")
        for path in ("a.txt", "b.txt", "c.txt")
    ]
    library.note_failures(HOME, wrong)

    library.remove(HOME, [A])

    assert [one.path for one in library.failures(HOME)] == ["b.txt", "c.txt"]


def test_the_passages_beside_one_are_those_before_and_after_it_in_its_version(
    library: Library,
) -> None:
    old, new = made("a.txt", 1), made("a.txt", 2)
    library.put(HOME, [old, made("b.txt")])
    library.put(HOME, [new])

    assert library.beside(HOME, new.passages[2]) == [new.passages[1], new.passages[3]]
    assert library.beside(HOME, new.passages[0]) == [new.passages[1]]
    assert library.beside(HOME, new.passages[-1]) == [new.passages[-2]]
