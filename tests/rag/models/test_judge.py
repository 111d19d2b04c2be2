"""The judge that is shipped."""

import hashlib
import shutil
from pathlib import Path

import pytest

from rag.errors import SetupError
from rag.models.embed_local import TOKENIZER_FILE, WEIGHTS
from rag.models.judge import MODEL_FILE, CrossEncoder

EVIDENCE = "The ferry carried 412,860 passengers in 2025. It was repainted in Sella in May."
JUDGE = CrossEncoder(threads=2)


def support(claim: str, *evidence: str) -> float:
    """Return the judge's log-odds that *evidence* supports *claim*."""
    (opinion,) = JUDGE.opinions([(claim, evidence or (EVIDENCE,))])
    return opinion.support


def test_its_cards_name_the_file() -> None:
    sha = hashlib.sha256((WEIGHTS / MODEL_FILE).read_bytes()).hexdigest()
    for card in (WEIGHTS / "JUDGE.md", Path("docs/verifier.md")):
        assert sha in card.read_text(encoding="utf-8"), card
    assert JUDGE.fingerprint in Path("docs/verifier.md").read_text(encoding="utf-8")
    assert (WEIGHTS / MODEL_FILE).stat().st_size <= 25_000_000


def test_it_tells_what_stands_there_from_what_does_not() -> None:
    true = support("In 2025 the ferry carried 412,860 passengers.")

    assert true > 0
    assert support("In 2025 the ferry carried 512,860 passengers.") < true - 1
    assert support("The ferry was sold to a company in Norway.") < true - 1


def test_it_names_words_of_the_claim_that_it_misses() -> None:
    (opinion,) = JUDGE.opinions([("The ferry was sold to Norway.", [EVIDENCE])])

    assert opinion.lacking
    assert all(word in "The ferry was sold to Norway" for word in opinion.lacking)


def test_long_evidence_costs_selection_not_truth() -> None:
    filler = [f"Nothing of that kind stands in sentence {n} of this report." for n in range(400)]
    text = " ".join([*filler[:250], EVIDENCE, *filler[250:]])

    assert support("In 2025 the ferry carried 412,860 passengers.", text) > 0
    assert support("In 2025 the ferry carried 412,860 passengers.", *filler) < 0


def test_a_claim_over_the_window_is_only_as_good_as_its_worst_part() -> None:
    """Cut in silence, the end of a long claim would never be read."""
    sound = "In 2025 the ferry carried 412,860 passengers, as the report says. " * 5
    false = "The ferry was sold to a company in Norway for a price that nobody will name. " * 5

    assert support(sound + false) < min(0, support(sound))


def test_nothing_supports_nothing() -> None:
    assert support("", EVIDENCE) < -10
    assert support("The ferry sailed.", "") < -10
    assert JUDGE.opinions([]) == []


def test_missing_weights_are_said_with_a_remedy(tmp_path: Path) -> None:
    shutil.copy(WEIGHTS / TOKENIZER_FILE, tmp_path)

    with pytest.raises(SetupError, match="git checkout"):
        CrossEncoder(weights=tmp_path).opinions([("It sails.", [EVIDENCE])])
