"""How rows read as lines: each says what its cells are, so that it can be quoted alone."""

from collections.abc import Sequence

_LONGEST_NAME = 80
"""Characters of a column's name that are repeated in every row."""


def is_header(cells: Sequence[str]) -> bool:
    """Say whether a first row names its columns: two at least, none a number, none twice."""
    named = [cell for cell in cells if cell]
    return len(named) > 1 and len(set(named)) == len(named) and not any(map(_numeric, named))


def row_line(names: Sequence[str], cells: Sequence[str]) -> str:
    """Write ``name: value | name: value`` without the empty cells; values alone where unnamed."""
    written = []
    for place, cell in enumerate(cells):
        name = names[place][:_LONGEST_NAME] if place < len(names) else ""
        if cell:
            written.append(f"{name}: {cell}" if name else cell)
    return " | ".join(written)


def _numeric(cell: str) -> bool:
    bare = cell.strip("()$€£¥%+- \u00a0").replace(",", "").replace(".", "").replace("/", "")
    return bare.isdigit() and not (bare == cell and len(cell) == 4)
