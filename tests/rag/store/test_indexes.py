"""What is asked of every implementation of the two index ports."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.indexes import DenseIndex, Entry, KeywordIndex, Query
from rag.store.chroma import ChromaIndex
from rag.store.keywords import TantivyIndex
from rag.store.plain import ExactIndex, ScanIndex
from rag.types import Vectors

NORTH, EAST = np.array([[1, 0]], dtype=np.float32), np.array([[0.6, 0.8]], dtype=np.float32)
KEY, OTHER = "c" + "0" * 32, "c" + "1" * 32


def random_vectors(count: int, width: int, seed: int = 0) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(params=["exact", "chroma"])
def dense(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DenseIndex]:
    index: DenseIndex = ExactIndex() if request.param == "exact" else ChromaIndex(tmp_path / "c")
    yield index
    index.close()


@pytest.fixture(params=["scan", "tantivy"])
def keyword(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KeywordIndex]:
    index: KeywordIndex = ScanIndex() if request.param == "scan" else TantivyIndex(tmp_path / "k")
    yield index
    index.close()


def test_the_nearest_passage_comes_first(dense: DenseIndex) -> None:
    dense.put(KEY, ["east", "north"], np.concatenate([EAST, NORTH]))

    found = dense.search(KEY, NORTH, 5)

    assert [one.passage_id for one in found] == ["north", "east"]
    assert [one.score for one in found] == pytest.approx([1.0, 0.6], abs=1e-6)


def test_putting_a_passage_again_replaces_its_vector(dense: DenseIndex) -> None:
    dense.put(KEY, ["a"], NORTH)
    dense.put(KEY, ["a"], EAST)

    (found,) = dense.search(KEY, EAST, 5)

    assert found.score == pytest.approx(1.0, abs=1e-6)


def test_a_removed_passage_is_not_found_and_unknown_ids_are_ignored(dense: DenseIndex) -> None:
    dense.put(KEY, ["a", "b"], np.concatenate([NORTH, EAST]))
    dense.remove(KEY, ["a", "never was"])
    dense.remove(OTHER, ["a"])

    assert [one.passage_id for one in dense.search(KEY, NORTH, 5)] == ["b"]
    assert dense.ids(KEY) == {"b"}


def test_collections_are_spaces_of_their_own(dense: DenseIndex) -> None:
    dense.put(KEY, ["a"], NORTH)
    dense.put(OTHER, ["b"], NORTH)

    assert [one.passage_id for one in dense.search(KEY, NORTH, 5)] == ["a"]
    assert dense.search("c" + "2" * 32, NORTH, 5) == []
    assert dense.ids("c" + "2" * 32) == set()


def test_more_is_asked_for_than_there_is(dense: DenseIndex) -> None:
    dense.put(KEY, ["a"], NORTH)

    assert len(dense.search(KEY, NORTH, 10**9)) == 1
    assert dense.search(KEY, NORTH, 0) == []


def test_any_number_of_rows_may_be_put_at_once(dense: DenseIndex) -> None:
    """Chroma 1.5.9 refuses 5,462 rows in one call."""
    vectors = random_vectors(6_000, 4)
    ids = [f"p{number}" for number in range(6_000)]
    dense.put(KEY, ids, vectors)
    dense.remove(KEY, ids[:5_990])

    assert dense.ids(KEY) == set(ids[5_990:])


def test_chroma_finds_what_looking_at_everything_finds(tmp_path: Path) -> None:
    vectors, ids = random_vectors(500, 32), [f"p{number}" for number in range(500)]
    exact, chroma = ExactIndex(), ChromaIndex(tmp_path)
    for index in (exact, chroma):
        index.put(KEY, ids, vectors)

    for question in random_vectors(20, 32, seed=1):
        wanted = exact.search(KEY, question[None], 10)
        got = chroma.search(KEY, question[None], 10)
        assert [one.passage_id for one in got] == [one.passage_id for one in wanted]
        assert [one.score for one in got] == pytest.approx([one.score for one in wanted], abs=1e-5)
    chroma.close()


ENTRIES = [
    Entry("cat", "The cat sat on the mat.", "Pets", "pets.md"),
    Entry("dog", "The dog lay on the rug, far from any cat.", "Pets"),
    Entry("tax", "Revenues were $1,577.5 million.", "Annual report > Income"),
    Entry("kyoto", "東京都の人口は多い。", "人口"),
]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("cats", ["cat", "dog"]),
        ("revenue of 1577.5", ["tax"]),
        ("RÉVENUES", ["tax"]),
        ("income", ["tax"]),
        ("東京", ["kyoto"]),
        ("nothing in common", []),
        ("", []),
        ("?!", []),
        ('cat AND "dog" OR text:mat^9 -rug (', ["dog", "cat"]),
    ],
)
def test_passages_are_found_by_their_words(
    keyword: KeywordIndex, question: str, wanted: list[str]
) -> None:
    keyword.put(KEY, ENTRIES)

    found = [one.passage_id for one in keyword.search(KEY, question, 5)]

    assert sorted(found) == sorted(wanted)
    assert question != "cats" or found == wanted


def test_a_word_of_the_text_outweighs_one_of_the_heading(keyword: KeywordIndex) -> None:
    keyword.put(KEY, [Entry("in heading", "warranty", "rent"), Entry("in text", "rent", "other")])

    found = keyword.search(KEY, "rent", 5)

    assert [one.passage_id for one in found] == ["in text", "in heading"]


def test_entries_are_replaced_and_removed(keyword: KeywordIndex) -> None:
    keyword.put(KEY, ENTRIES)
    keyword.put(KEY, [Entry("cat", "Now about whales.", "Pets")])
    keyword.remove(KEY, ["dog", "never was"])
    keyword.remove(OTHER, ["dog"])

    assert keyword.search(KEY, "cat", 5) == []
    assert [one.passage_id for one in keyword.search(KEY, "whale", 5)] == ["cat"]
    assert keyword.ids(KEY) == {"cat", "tax", "kyoto"}
    assert keyword.ids(OTHER) == set()


def test_k_bounds_what_is_returned(keyword: KeywordIndex) -> None:
    keyword.put(KEY, ENTRIES)

    assert len(keyword.search(KEY, "the cat", 1)) == 1
    assert keyword.search(KEY, "the cat", 0) == []
    assert len(keyword.search(KEY, "the cat", 10**9)) == 2


TEXTS = st.lists(
    st.sampled_from(["ash", "beech", "cedar", "fir", "oak", "pine", "yew"]), min_size=1, max_size=30
)


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=12), TEXTS)
def test_tantivy_scores_as_the_plain_formula_does(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]], asked: list[str]
) -> None:
    """Texts of up to 40 words, whose lengths tantivy keeps exactly; longer ones it rounds."""
    makers: list[Callable[[], KeywordIndex]] = [
        ScanIndex,
        lambda: TantivyIndex(tmp_path_factory.mktemp("k")),
    ]
    answers = []
    for maker in makers:
        index = maker()
        index.put(KEY, [Entry(f"p{n:02}", " ".join(t), "tree") for n, t in enumerate(texts)])
        answers.append({o.passage_id: o.score for o in index.search(KEY, " ".join(asked), 50)})
        index.close()
    plain, tantivy = answers
    assert tantivy == pytest.approx(plain, rel=1e-4)


def test_of_some_ids_the_best_are_given_with_the_same_scores(keyword: KeywordIndex) -> None:
    keyword.put(KEY, ENTRIES)
    every = {one.passage_id: one.score for one in keyword.search(KEY, "cats on a rug", 9)}

    (found,) = keyword.among(KEY, "cats on a rug", 9, frozenset({"pets.md", "unknown"}))

    assert found.passage_id == "cat"
    assert found.score == pytest.approx(every["cat"])
    assert keyword.among(KEY, "cats", 9, frozenset()) == []
    assert keyword.among(OTHER, "cats", 9, frozenset({"pets.md"})) == []


SPOKEN = [
    Entry("de", "Die Gebühren der Werft werden im Vertrag geregelt und sind nicht hoch.", ""),
    Entry("fr", "Les garanties de la pompe sont dans le contrat et ne couvrent pas les piles.", ""),
    Entry("es", "Las notas de la reunión son para los miembros y no se publican.", ""),
    Entry("it", "I contratti della nave sono di due anni e non si rinnovano.", ""),
    Entry("ru", "Гарантии на насосы действуют два года, но это не для батарей.", ""),
    Entry("en", "The notes of the meeting are not for the members of the board.", ""),
    Entry("ja", "ポンプの保証期間は二年です。", ""),
    Entry("table", "Halm 12 17 19", ""),
]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Gebühr", "de"),
        ("GEBUEHREN Vertrages", "de"),
        ("garantie", "fr"),
        ("nota de reuniones", "es"),
        ("contratto", "it"),
        ("гарантию на насос", "ru"),
        ("note of a meeting", "en"),
        ("保証期間", "ja"),
        ("Halm", "table"),
    ],
)
def test_a_mixed_collection_is_asked_in_every_language_that_it_holds(
    keyword: KeywordIndex, question: str, first: str
) -> None:
    keyword.put(KEY, SPOKEN)

    assert keyword.search(KEY, question, 5)[0].passage_id == first


def test_a_word_of_two_languages_is_as_rare_as_both_together(keyword: KeywordIndex) -> None:
    """One German passage among many must not win by a word that all the others have as well."""
    many = [Entry(f"en{n}", f"The motor is number {n} of the ship.", "") for n in range(9)]
    german = Entry("de", "Der Motor ist die Nummer eins und das Schiff ist nicht neu.", "")
    keyword.put(KEY, [*many, german])
    scores = {one.passage_id: one.score for one in keyword.search(KEY, "motor", 20)}

    assert len(scores) == 10
    assert max(scores.values()) < 2 * min(scores.values())


def test_words_beside_the_question_count_by_their_weight(keyword: KeywordIndex) -> None:
    keyword.put(KEY, [Entry("a", "oak", ""), Entry("b", "yew", ""), Entry("c", "fir", "")])

    found = keyword.search(KEY, Query("oak", {"yew fir": 0.25, "oak": 9.0}), 5)

    assert [one.passage_id for one in found] == ["a", "b", "c"]
    assert found[1].score == pytest.approx(found[0].score / 4, rel=1e-4)


def test_the_vocabulary_says_what_is_held_in_whatever_form(keyword: KeywordIndex) -> None:
    keyword.put(KEY, [*SPOKEN, Entry("titled", "nothing here", "Compressors")])

    asked = ["Gebühr", "notes", "compressor", "10-K", "Halm", "unheardof", ""]
    assert keyword.held(KEY, asked).keys() == {"Gebühr", "notes", "compressor", "Halm"}
    assert keyword.held(OTHER, asked) == {}


def test_a_language_that_comes_later_is_asked_in_from_then_on(keyword: KeywordIndex) -> None:
    keyword.put(KEY, SPOKEN[-3:])
    assert keyword.search(KEY, "Gebühr", 5) == []
    keyword.put(KEY, SPOKEN[:1])

    assert [one.passage_id for one in keyword.search(KEY, "Gebühr", 5)] == ["de"]


def test_a_language_is_forgotten_with_its_last_passage(keyword: KeywordIndex) -> None:
    keyword.put(KEY, SPOKEN)
    keyword.search(KEY, "Gebühr", 5)
    keyword.remove(KEY, [one.passage_id for one in SPOKEN[:1]])

    assert keyword.search(KEY, "Gebühren", 5) == []
