"""Settings: what is refused, and how the refusal reads."""

from pathlib import Path

import pytest

from rag.errors import SetupError
from rag.settings import Settings, known_names


def test_defaults_need_no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)

    assert Settings.load({}).top_k == 8


def test_a_typo_names_the_nearest_setting() -> None:
    with pytest.raises(SetupError, match=r"FOOTNOTE_TOPK is not a setting.*FOOTNOTE_TOP_K"):
        Settings.load({"FOOTNOTE_TOPK": "3"})


def test_a_typo_in_the_env_file_is_refused_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("# a note\nexport FOOTNOTE_HOEM=/x\n")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SetupError, match=r"FOOTNOTE_HOEM.*FOOTNOTE_HOME"):
        Settings.load({})


@pytest.mark.parametrize("value", ["0", "-1", "many", "101", "1e9"])
def test_a_value_out_of_range_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("FOOTNOTE_TOP_K", value)

    with pytest.raises(SetupError, match="FOOTNOTE_TOP_K"):
        Settings.load()


def test_an_empty_value_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_TOP_K", "")

    assert Settings.load().top_k == 8


def test_the_names_people_already_have_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")
    monkeypatch.setenv("OPENAI_API_BASE", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("OPENAI_MODEL", "llama")
    monkeypatch.setenv("PORT", "9")

    settings = Settings.load()

    assert (settings.openai_base_url, settings.model, settings.port) == (
        "http://127.0.0.1:1/v1",
        "llama",
        9,
    )


def test_a_key_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")

    assert "canary" not in f"{Settings.load()!r} {Settings.load()}"


def test_the_fingerprint_changes_with_what_can_change_an_answer() -> None:
    assert Settings.load({}, top_k=3).fingerprint != Settings.load({}).fingerprint
    assert Settings.load({}, port=9).fingerprint == Settings.load({}).fingerprint


def test_every_setting_has_a_name_in_the_environment() -> None:
    assert "FOOTNOTE_HOME" in known_names()


def test_a_mark_at_the_beginning_of_the_env_file_hides_neither_a_setting_nor_a_typo(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("\ufeffFOOTNOTE_TOP_K=3\n", encoding="utf-8")
    assert Settings.load({}).top_k == 3

    (tmp_path / ".env").write_text("\ufeffFOOTNOTE_TOPK=3\n", encoding="utf-8")
    with pytest.raises(SetupError, match="FOOTNOTE_TOPK is not a setting"):
        Settings.load({})
