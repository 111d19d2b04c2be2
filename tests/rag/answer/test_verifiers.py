"""What every verifier must do, asked of all of them."""

import hashlib
import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.learned import LearnedVerifier
from rag.answer.verify import WordVerifier
from rag.models.judge import CrossEncoder
from rag.ports import Verifier
from rag.reply import Verdict

VERIFIERS: dict[str, Verifier] = {
    "words": WordVerifier(),
    "learned": LearnedVerifier(CrossEncoder(threads=2)),
}
TERMS = "The warranty lasts 24 months. It does not cover batteries. Mara Holt signed it in May."
ODD = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(categories=["Cs", "Cc", "P", "Zs"]), max_size=30),
    st.text(st.sampled_from("料金は三十日以内。Гарантия ضمان הגנה ¿Qué? 12,5 %"), max_size=40),
    st.sampled_from(["", " ", "…", "the " * 3000, "x" * 5000, "[SEP] [CLS]", "12 " * 400]),
)
each = pytest.mark.parametrize("name", VERIFIERS)


@each
@settings(max_examples=150, deadline=None)
@given(pairs=st.lists(st.tuples(ODD, st.lists(ODD, max_size=3)), max_size=4))
def test_any_text_gets_a_verdict_and_the_same_one_twice(
    name: str, pairs: list[tuple[str, list[str]]]
) -> None:
    once = VERIFIERS[name].check(pairs)

    assert len(once) == len(pairs)
    assert all(0 <= one.probability <= 1 and one.why for one in once)
    assert once == VERIFIERS[name].check(pairs)


@each
def test_a_pair_gets_the_same_verdict_in_any_company(name: str) -> None:
    pairs = [
        ("The guarantee runs for 24 months.", [TERMS]),
        ("Batteries are not part of the warranty, whoever asks.", [TERMS, "Other words. " * 300]),
        ("Mara Holt put her name under the warranty.", [TERMS]),
        ("Nobody may swim in the harbour.", [TERMS]),
    ]

    together = VERIFIERS[name].check(pairs)

    assert together == [VERIFIERS[name].check([pair])[0] for pair in pairs]
    assert together[::-1] == VERIFIERS[name].check(pairs[::-1])


@each
def test_no_evidence_supports_nothing(name: str) -> None:
    for evidence in ([], [""], [" \n"]):
        (checked,) = VERIFIERS[name].check([("The warranty lasts 24 months.", evidence)])
        assert checked.verdict is Verdict.UNSUPPORTED


@each
@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("The warranty lasts 24 months.", TERMS),
        ("Die Garantie gilt 24 Monate.", "Die Garantie gilt 24 Monate. Sie deckt Batterien nicht."),
        ("保証期間は24か月です。", "保証期間は24か月です。電池は対象外です。"),
        ("La garantía dura dos años.", "La garantía dura dos años. No cubre las baterías."),
    ],
)
def test_what_is_copied_is_supported_in_any_language(name: str, claim: str, text: str) -> None:
    (own, other) = VERIFIERS[name].check([(claim, [text]), (claim, ["Penguins eat fish."])])

    assert own.verdict is Verdict.SUPPORTED
    assert other.verdict is not Verdict.SUPPORTED


@each
def test_what_a_rule_denies_stays_denied(name: str) -> None:
    claims = [
        "The warranty lasts 36 months.",
        "It covers batteries.",
        "Ivo Brandt signed it in May.",
    ]

    for checked in VERIFIERS[name].check([(claim, [TERMS]) for claim in claims]):
        assert checked.verdict in (Verdict.UNSUPPORTED, Verdict.CONTRADICTED)
        assert checked.probability < 0.43


@each
def test_only_the_version_names_what_decides(name: str) -> None:
    assert VERIFIERS[name].version
    assert len({one.version for one in VERIFIERS.values()}) == len(VERIFIERS)


def test_another_process_gives_the_same_bytes() -> None:
    claim = "Mara Holt put her name under the warranty."
    code = (
        "from rag.models.judge import CrossEncoder; import sys; assert 'onnxruntime' not in"
        f" sys.modules; print(CrossEncoder(threads=1).opinions([({claim!r}, [{TERMS!r}])]))"
    )
    environ = os.environ | {"PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True
    )

    here = f"{CrossEncoder(threads=2).opinions([(claim, [TERMS])])}"
    assert hashlib.sha256(done.stdout.strip().encode()).digest() == (
        hashlib.sha256(here.encode()).digest()
    )
