"""What Word and PowerPoint files say of themselves."""

from typing import Any

from ingest.load.loaded import one_line


def core_properties(core: Any) -> dict[str, str]:
    """Return author, subject, keywords and dates (ISO 8601) as far as they are given."""
    given = {"author": core.author, "subject": core.subject, "keywords": core.keywords}
    found = {name: one_line(value) for name, value in given.items() if value}
    dates = {"created": core.created, "modified": core.modified}
    return found | {name: value.date().isoformat() for name, value in dates.items() if value}
