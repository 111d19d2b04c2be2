import pytest

from rag.errors import SetupError
from rag.models.address import checked_key, checked_url


def test_an_address_loses_only_its_last_slash() -> None:
    assert checked_url(" http://127.0.0.1:8000/v1/ ") == "http://127.0.0.1:8000/v1"
    assert checked_url("https://models.example/api") == "https://models.example/api"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://models.example/v1",
        "models.example/v1",
        "",
        "http://",
        "http://models.example:port/v1",
        "http://[::1/v1",
        "https://models.example/v1?key=sk-secret",
        "https://models.example/v1#sk-secret",
        "https://me:sk-secret@models.example/v1",
        "https://sk-secret@models.example/v1",
    ],
)
def test_any_other_address_is_refused_without_repeating_secrets(url: str) -> None:
    with pytest.raises(SetupError) as caught:
        checked_url(url)

    assert "sk-secret" not in str(caught.value)
    assert "OPENAI_" in caught.value.remedy


@pytest.mark.parametrize("key", ["sk-secret\nX-Header: 1", "sk-sécret", "sk secret", "sk\x00"])
def test_a_key_that_cannot_be_sent_is_refused_unseen(key: str) -> None:
    with pytest.raises(SetupError) as caught:
        checked_key(key)

    assert key not in str(caught.value)


def test_a_key_may_be_missing_and_may_have_blanks_around_it() -> None:
    assert checked_key("") == "none"
    assert checked_key(" sk-secret\n") == "sk-secret"
