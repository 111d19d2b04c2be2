"""What an operator may turn: ``FOOTNOTE_*`` in the environment or in a file ``.env``."""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import SetupError
from rag.reply import Policy
from rag.types import digest

PREFIX = "FOOTNOTE_"
MATTERS = (
    "embedder",
    "model",
    "llama_options",
    "top_k",
    "candidates",
    "rewrite",
    "rerank",
    "context_tokens",
    "policy",
    "reply_tokens",
)
"""Settings that can change an answer; receipts carry their fingerprint."""


def _names(*names: str) -> AliasChoices:
    return AliasChoices(*names)


class Settings(BaseSettings):
    """Every setting, with its default. Set ``top_k`` with ``FOOTNOTE_TOP_K``, and so on."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    home: Path = Path("data/index")
    """Where everything is kept: truth, indexes, caches, originals."""
    tenant: str = "default"
    collection: str = "default"
    """Used where a request names none."""
    lock_wait_s: float = Field(default=5.0, ge=0, le=600)
    """Seconds to wait for another command to let go of the index."""

    embedder: str = ""
    """``local``, or ``openai:MODEL`` for any OpenAI-compatible server; empty: the one that the
    index was last built with, ``local`` for a new one."""
    embed_concurrency: int = Field(default=8, ge=1, le=64)
    """Most requests for embeddings at once; fewer while the server says that it is busy."""
    embed_price_usd: float | None = Field(default=None, ge=0)
    """US dollars for a million tokens, where our list is wrong or does not know the model."""
    embed_free_usd: float = Field(default=0.01, ge=0)
    """Up to which an ingest embeds without asking."""
    embed_budget_usd: float | None = Field(default=None, ge=0)
    """Most that embedding may cost in one ingest, or for one upload."""
    embed_cache_mb: int = Field(default=512, ge=1)
    """Of vectors that were paid for, kept by the text they are of until the next purge."""
    threads: int = Field(default=0, ge=0, le=256)
    """For the local models; 0 takes every core."""

    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias=_names("OPENAI_API_KEY")
    )
    openai_base_url: str = Field(
        default="https://api.openai.com/v1",
        validation_alias=_names("OPENAI_BASE_URL", "OPENAI_API_BASE"),
    )
    model: str = Field(
        default="gpt-4o-mini", validation_alias=_names("FOOTNOTE_MODEL", "OPENAI_MODEL")
    )
    """``extractive`` never calls a model, key or not; ``llama:CLASS`` is an LLM of LlamaIndex."""
    llama_options: dict[str, Any] = Field(default={})
    """What that class is made with, as JSON: ``{"model": "llama3.1"}``."""
    answer_deadline_s: float = Field(default=60.0, gt=0, le=600)
    summary_deadline_s: float = Field(default=180.0, gt=0, le=3600)
    reply_tokens: int = Field(default=800, ge=16, le=16_384)
    """Most tokens of one reply of the model."""

    top_k: int = Field(default=8, ge=1, le=100)
    """Passages shown to the writer."""
    candidates: int = Field(default=100, ge=1, le=1000)
    """Passages fetched from each index before fusing."""
    rewrite: int = Field(default=0, ge=0, le=5)
    """Further queries that the chat model makes of each question that is to be answered."""
    rerank: int = Field(default=0, ge=0, le=50)
    """Passages that the chat model scores, best first, before the first `top_k` are taken."""
    context_tokens: int = Field(default=3000, ge=256, le=200_000)
    """Most tokens of passages shown to the model."""
    policy: Policy = Policy.REPAIR

    passage_tokens: int = Field(default=200, ge=32, le=2000)
    """Most tokens of a passage, its context apart, by the embedder's own tokenizer."""
    batch_documents: int = Field(default=512, ge=1, le=10_000)
    """Documents that become visible together."""
    file_tries: int = Field(default=3, ge=1, le=100)
    """How often a file that fails is read, as long as neither it nor how it is read changes."""
    file_seconds: float = Field(default=30.0, gt=0)
    file_memory_mb: int = Field(default=2048, ge=128)
    file_mb: int = Field(default=200, ge=1)
    file_pages: int = Field(default=5000, ge=1)
    file_characters: int = Field(default=20_000_000, ge=1000)

    archive_members: int = Field(default=1000, ge=0)
    """Attachments of a mail, or files of an archive, that are read."""
    archive_mb: int = Field(default=60, ge=1, le=1000)
    """Of all of them together."""
    archive_ratio: int = Field(default=200, ge=1, le=100_000)
    """Unpacked to packed, of a file in an archive."""
    ocr: Literal["auto", "off"] = "auto"
    """Pages without text, and pictures, are read by Tesseract where the system has it."""
    tesseract: str = "tesseract"
    """The program, by name or path."""
    ocr_languages: str = "eng"
    """As Tesseract names them, joined by plus signs: ``eng+deu``."""
    ocr_pages: int = Field(default=500, ge=0)
    """Most pages of one file."""
    ocr_seconds: float = Field(default=60.0, gt=0, le=3600)
    """For one page."""

    host: str = "127.0.0.1"
    port: int = Field(
        default=8080, ge=0, le=65535, validation_alias=_names("FOOTNOTE_PORT", "PORT")
    )
    body_mb: int = Field(default=50, ge=1)
    """Largest request body, uploads included."""

    @property
    def fingerprint(self) -> str:
        """Names the settings that can change an answer."""
        return digest(*(f"{name}={getattr(self, name)}" for name in MATTERS))

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None, **chosen: object) -> Self:
        """Read the environment and ``.env``; *chosen* wins over both.

        Raises `SetupError` for a name that is no setting (with the nearest one) and for a value
        that does not fit.
        """
        try:
            _refuse_unknown(cls, os.environ if environ is None else environ)
            return cls(**chosen)  # type: ignore[arg-type]
        except (OSError, UnicodeDecodeError) as error:
            why = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror
            file = Path(str(cls.model_config.get("env_file"))).absolute()
            raise SetupError(
                f"The settings in {file} cannot be read: {why}.",
                "Save it as UTF-8, with yourself allowed to read it.",
            ) from error
        except ValidationError as error:
            raise _explained(error) from error


def known_names() -> list[str]:
    """Return every ``FOOTNOTE_*`` name that is a setting, sorted."""
    return sorted(PREFIX + name.upper() for name in Settings.model_fields)


def _refuse_unknown(cls: type[Settings], environ: Mapping[str, str]) -> None:
    known = known_names()
    names = [*environ, *_env_file_names(cls)]
    for name in sorted(set(names)):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.0)
            raise SetupError(f"{name} is not a setting.", f"Did you mean {near[0]}?")


def _env_file_names(cls: type[Settings]) -> list[str]:
    path = Path(str(cls.model_config.get("env_file")))
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    named = (line.removeprefix("export ").partition("=")[0].strip() for line in lines)
    return [name for name in named if name and not name.startswith("#")]


def _explained(error: ValidationError) -> SetupError:
    first = error.errors(include_url=False, include_context=False)[0]
    place = str(first["loc"][0])
    name = place if place.isupper() else PREFIX + place.upper()
    given = "a secret" if "KEY" in name else repr(first["input"])
    return SetupError(f"{name} is {given}: {first['msg']}.", f"Change {name} and try again.")
