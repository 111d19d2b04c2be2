"""How records of JSON and XML read: a line each, in which every field says what it is."""

from collections.abc import Iterable, Sequence

from ingest.load.loaded import clean, one_line

Field = tuple[str, str]
"""A name, such as ``"address > city"``, and what it holds."""
LONGEST_NAME = 80
"""Characters of a name: it is repeated on every line below it."""
MOST_FIELDS = 40
"""In a record that is written as one line."""
_LONG = 300
"""Characters from which a text has a line for itself."""


def joined(names: Iterable[str | int]) -> str:
    """Return a path of *names* as it is shown."""
    return " > ".join(name_of(str(name)) for name in names)


def name_of(name: str) -> str:
    """Return *name* as one line, not too long to be repeated; something even where it is blank."""
    return one_line(clean(name[: 4 * LONGEST_NAME]))[:LONGEST_NAME] or '""'


def is_long(text: str) -> bool:
    """Say whether *text* reads better below a record than in its line."""
    return len(text) > _LONG or "\n" in text.strip()


def written(fields: Sequence[Field], of: str = "") -> str:
    """Write ``of > name: value | name: value``, and each long text below in lines of its own."""
    short = [_written(field) for field in fields if not is_long(field[1])]
    long = [_written(field) for field in fields if is_long(field[1])]
    lines = [" | ".join(short), *long] if short else long
    return (f"{of} > " if of and lines else "") + "\n".join(lines)


def _written(field: Field) -> str:
    name, text = field
    text = text.strip() or '""'
    return f"{name}: {text}" if name else text
