"""``footnote verify``: whether evidence supports claims."""

from collections.abc import Iterator
from pathlib import Path

import click
from pydantic import BaseModel, ValidationError

from api.cli import show
from api.strict import read_json
from rag.answer.whole import check_text
from rag.errors import InputError
from rag.reply import Verdict
from rag.wiring import choose_verifier


class Pair(BaseModel):
    """One line of the file."""

    id: str | int
    evidence: str | list[str]
    claim: str

    @property
    def texts(self) -> list[str]:
        """The evidence as a list, however it was given."""
        return [self.evidence] if isinstance(self.evidence, str) else self.evidence


@click.command("verify")
@click.argument("pairs", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def command(pairs: Path) -> None:
    """Check each line of PAIRS, JSON with id, evidence and claim, and print a verdict a line.

    Evidence is a text or a list of texts of any length; a claim is one or more sentences, of which
    the least supported decides.
    """
    verifier = choose_verifier()
    for pair in read(pairs):
        checked = check_text(verifier, pair.claim, pair.texts)
        show.as_json(
            {
                "id": pair.id,
                "supported": checked.verdict is Verdict.SUPPORTED,
                "probability": checked.probability,
                "verdict": checked.verdict.value,
                "why": checked.why,
            }
        )


def read(path: Path) -> Iterator[Pair]:
    """Yield the pairs of the file at *path*; `InputError` names the line that is wrong."""
    text = path.read_text(encoding="utf-8", errors="replace")
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _pair(line, f"{path}, line {number}")


def _pair(line: str, place: str) -> Pair:
    remedy = 'Write each line as {"id": ..., "evidence": ..., "claim": ...}.'
    try:
        return Pair.model_validate(read_json(line))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, first["loc"])) or "it"
        raise InputError(f"{place}: {field}: {first['msg']}.", remedy) from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place} is not JSON: {error}.", remedy) from error
