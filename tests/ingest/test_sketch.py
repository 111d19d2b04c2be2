"""Sketches of texts: what they share estimates what the texts share."""

import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sketch import FEWEST, WORDS, sketch
from rag.store.sketches import KEPT, hashes_of, likeness, same_words

WORD = st.text("abcdefgh0123äßжλ漢字", min_size=1, max_size=6)
TEXTS = st.lists(WORD, min_size=FEWEST, max_size=400).map(" ".join)


def stretches(words: list[str]) -> set[tuple[str, ...]]:
    """What is compared, counted the slow way."""
    return {tuple(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1)}


def written(seed: int, words: int) -> list[str]:
    rng = random.Random(seed)
    return [f"w{rng.randrange(5_000)}" for _ in range(words)]


@given(TEXTS)
def test_the_same_text_is_wholly_alike_however_it_is_set(text: str) -> None:
    made = sketch(text)

    assert likeness(made, sketch(text)) == 1.0
    assert sketch(f"  {text.upper().lower()},\n\n") == sketch(text.upper().lower())
    assert same_words(made, made)


@given(TEXTS, TEXTS)
def test_likeness_is_symmetric_and_a_share(one: str, other: str) -> None:
    value = likeness(sketch(one), sketch(other))

    assert value == likeness(sketch(other), sketch(one))
    assert 0.0 <= value <= 1.0


@given(st.lists(st.sampled_from("abcdefghij"), min_size=FEWEST, max_size=120))
def test_of_short_texts_the_share_is_exact(words: list[str]) -> None:
    other = [*words[:-2], "z", "y"]
    ours, theirs = stretches(words), stretches(other)

    estimate = likeness(sketch(" ".join(words)), sketch(" ".join(other)))

    assert len(ours | theirs) < KEPT
    assert estimate == pytest.approx(len(ours & theirs) / len(ours | theirs))


@pytest.mark.parametrize("every", [2000, 100, 40, 15])
def test_of_long_texts_the_share_is_estimated_within_a_tenth(every: int) -> None:
    errors = []
    for seed in range(20):
        words = written(seed, 8_000)
        other = [f"x{at}" if at % every == 0 else word for at, word in enumerate(words)]
        ours, theirs = stretches(words), stretches(other)
        share = len(ours & theirs) / len(ours | theirs)
        errors.append(likeness(sketch(" ".join(words)), sketch(" ".join(other))) - share)

    assert np.abs(errors).max() < 0.1
    assert abs(np.mean(errors)) < 0.02


def test_a_text_that_is_a_quarter_of_another_has_a_quarter_in_common_with_it() -> None:
    """What the longer one's sketch has no room for must not count as missing from it."""
    errors = []
    for seed in range(20):
        words = written(seed, 4_000)
        share = likeness(sketch(" ".join(words[:1_000])), sketch(" ".join(words)))
        errors.append(share - len(stretches(words[:1_000])) / len(stretches(words)))

    assert abs(np.mean(errors)) < 0.03


def test_texts_without_a_stretch_in_common_are_not_alike_at_all() -> None:
    assert likeness(sketch(" ".join(written(1, 3000))), sketch(" ".join(written(2, 3000)))) < 0.02


@pytest.mark.parametrize("text", ["", "  \n", "one two three", "… — !? ()" * 50])
def test_empty_and_short_texts_have_no_sketch_and_are_like_nothing(text: str) -> None:
    assert sketch(text) == b""
    assert likeness(b"", b"") == 0.0
    assert likeness(b"", sketch("word " * 30)) == 0.0
    assert not same_words(b"", b"")


def test_scripts_without_blanks_have_words_too() -> None:
    text = "電池の保証期間は納品の日から二十四か月です。返品は三十日以内に限ります。" * 3
    other = text.replace("三十日", "四十日")

    assert sketch(text) != b""
    assert 0.3 < likeness(sketch(text), sketch(other)) < 1.0


def test_a_sketch_is_a_thousand_bytes_at_most_and_sorted() -> None:
    made = sketch(" ".join(written(3, 50_000)))
    hashes = hashes_of(made)

    assert (len(made), len(hashes)) == (8 + 4 * KEPT, KEPT)
    assert (np.diff(hashes.astype(np.int64)) > 0).all()


def test_a_long_text_taken_in_pieces_has_the_same_sketch(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(written(4, 3_000))
    whole = sketch(text)
    monkeypatch.setattr("ingest.sketch._PIECE", 100)

    assert sketch(text) == whole


def test_every_process_makes_the_same_sketch() -> None:
    """Made in the reading process and compared in another: `hash` would differ between them."""
    text = " ".join(written(5, 500))
    script = f"from ingest.sketch import sketch; print(sketch({text!r}).hex())"
    for seed in ("0", "7"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path.cwd())}
        done = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )
        assert done.stdout.strip() == sketch(text).hex()
