import pytest

from rag.models.failures import Place, refused

PLACE = Place("http://10.0.0.7:9000/v1", "gpt-4o-mini", "sk-own-key")


@pytest.mark.parametrize(
    "secret",
    [
        "sk-own-key",
        "sk-proj-AbCd1234efgh5678",
        "sk-****************abcd",
        "sk_live_0123456789abcdef",
        "Bearer eyJhbGciOi.J9x-y_z",
        "0123456789abcdef0123456789abcdef",
    ],
)
def test_whatever_looks_like_a_key_is_blotted_out(secret: str) -> None:
    """Servers behind a gateway repeat keys that are not even ours."""
    body = {"error": {"message": f"Wrong value {secret} for n."}}

    problem = refused(PLACE, 400, headers={}, body=body).error.problem

    assert secret.removeprefix("Bearer ") not in problem
    assert "Wrong value" in problem
    assert "for n" in problem


def test_other_words_of_the_server_are_passed_on() -> None:
    body = {"error": {"message": "max_completion_tokens of gpt-4o-mini-2024-07-18 is 16384."}}

    problem = refused(PLACE, 400, headers={}, body=body).error.problem

    assert "max_completion_tokens of gpt-4o-mini-2024-07-18 is 16384" in problem
