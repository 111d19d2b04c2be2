"""Questions with what a person judged to be right, read from files that nobody vouches for."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from rag.errors import InputError

Said = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
"""Text that is not blank."""
Extra = Literal["forbid", "ignore"]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Evidence(_Shape):
    """A page that holds the answer. Never a passage id: re-splitting must keep the gold."""

    path: Said
    """Of the document, relative to the folder it was ingested from."""
    page: int = Field(ge=1)
    """Counted from 1; 1 where the format has no pages."""
    text: str = ""
    """The words on that page that hold the answer; may be empty."""


class Turn(_Shape):
    """Something said before the question."""

    role: Literal["user", "assistant"]
    content: Said


class Case(_Shape):
    """A question, what answers it, and where that stands."""

    id: Said
    question: Said
    answer: str | None = None
    """In a person's words; none where there is no answer."""
    answerable: bool = True
    """Whether the documents hold the answer."""
    kind: str = "question"
    """The shape of the question: ``"table"``, ``"follow-up"``. Reports have a row for each."""
    evidence: tuple[Evidence, ...] = ()
    """All of it is needed for the answer. Empty exactly where there is no answer."""
    language: str = ""
    tags: tuple[str, ...] = ()
    severity: str = "normal"
    history: tuple[Turn, ...] = ()

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.answerable and not self.evidence:
            message = "answerable, but evidence is empty"
            raise ValueError(message)
        if not self.answerable and (self.evidence or self.answer):
            message = "not answerable, but there is an answer or evidence"
            raise ValueError(message)
        return self

    @property
    def cluster(self) -> str:
        """What its outcome may share with other cases: the first document of the evidence."""
        return self.evidence[0].path if self.evidence else f"case {self.id}"


@dataclass(frozen=True, slots=True)
class _Line:
    place: str
    text: str


def read_cases(path: Path) -> list[Case]:
    """Return the cases of a JSONL file, or of every ``*.jsonl`` in a folder, in order.

    Blank lines are skipped. Whatever is wrong, in any line, is listed in one `InputError`.
    """
    return _cases(path, "forbid")


def import_cases(path: Path) -> list[Case]:
    """Read another project's JSONL: fields that are not ours are left out.

    Where it does not say what is answerable, a case with evidence is. Everything else is checked
    as in `read_cases`.
    """
    return _cases(path, "ignore")


def _cases(path: Path, extra: Extra) -> list[Case]:
    cases: dict[str, Case] = {}
    seen: dict[str, str] = {}
    problems: list[str] = []
    for line in _lines(path):
        try:
            case = _case(line.text, extra)
        except (ValidationError, json.JSONDecodeError, RecursionError) as error:
            problems += [f"{line.place}: {problem}" for problem in _explained(error)]
            continue
        if case.id in seen:
            problems.append(f"{line.place}: id {case.id!r} is already at {seen[case.id]}")
        seen.setdefault(case.id, line.place)
        cases.setdefault(case.id, case)
    if problems:
        listed = "\n".join(["", *problems])
        raise InputError(f"{path} cannot be used as it is:{listed}\n", "Mend these lines.")
    if not cases:
        raise InputError(f"{path} holds no case.", "Give a JSONL file with a case in each line.")
    return list(cases.values())


def _case(text: str, extra: Extra) -> Case:
    fields = json.loads(text)
    if extra == "ignore" and isinstance(fields, dict):
        fields.setdefault("answerable", bool(fields.get("evidence")))
    return Case.model_validate(fields, extra=extra)


def _lines(path: Path) -> Iterator[_Line]:
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    for file in files:
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            said = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            remedy = "Give a file of cases, in UTF-8."
            raise InputError(f"{file} cannot be read: {said}.", remedy) from error
        # Not splitlines(): JSON strings may hold U+2028, which it takes for the end of a line.
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                yield _Line(f"{file.name}:{number}", line)


def _explained(error: ValidationError | json.JSONDecodeError | RecursionError) -> list[str]:
    if not isinstance(error, ValidationError):
        return [f"not JSON: {error}"]
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return [f"{'.'.join(map(str, e['loc'])) or 'case'}: {e['msg']}" for e in found]
