"""What is known of a document beside its text, as one flat mapping: what filters look at."""

import re
from collections.abc import Mapping
from datetime import date
from email.utils import parsedate_to_datetime

from rag.store.records import Known

Value = str | int | tuple[str, ...]
NAMES = (
    *("id", "title", "path", "folder", "container", "media_type", "language", "author"),
    *("created", "modified", "tags", "pages", "passages", "bytes", "version", "ingested"),
)
"""Every key of `metadata`, in the order in which they are shown."""
CUSTOM = "properties."
"""Before the name of what else a file says of itself: ``properties.department``."""
_AUTHORS = ("author", "authors", "creator", "from", "by")
_CREATED = ("created", "date", "sent", "published", "creation_date")
_MODIFIED = ("modified", "updated", "last_modified", "lastmod")
_DAY = re.compile(r"(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?(?!\d)")


def metadata(known: Known) -> Mapping[str, Value]:
    """Return a value for each of `NAMES`; what is not known is empty.

    Dates are ISO 8601: a day (``"2026-01-29"``), or as much of it as the file says; ``ingested`` is
    a moment, UTC. The folder has no slash at its end; a document at the top is in ``""``.
    """
    said = {plain(name): value for name, value in known.properties.items()}
    values: tuple[Value, ...] = (
        *(known.document_id, known.title, known.path, known.path.rpartition("/")[0]),
        *(known.container, known.media_type, known.language, _first(said, _AUTHORS)),
        *(_day(_first(said, _CREATED)), _day(_first(said, _MODIFIED)), known.tags),
        *(known.pages, known.passages, known.size, known.version, known.ingested),
    )
    return dict(zip(NAMES, values, strict=True))


def facts(known: Known) -> Mapping[str, Value]:
    """Return `metadata`, and after `CUSTOM` what else the file says of itself, as text."""
    said = {CUSTOM + plain(name): str(value) for name, value in known.properties.items()}
    return {**metadata(known), **said}


def plain(name: str) -> str:
    """Return the *name* of a property as it is compared.

    >>> plain("Cost Centre")
    'cost_centre'
    """
    return name.casefold().replace(" ", "_")


def _first(said: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((str(said[name]) for name in names if said.get(name)), "")


def _day(text: str) -> str:
    """Return the day that *text* begins with, or of a mail's date; empty where it says none.

    >>> _day("2026-01-29T08:00:00Z"), _day("Thu, 29 Jan 2026 23:30:00 +0100"), _day("2026")
    ('2026-01-29', '2026-01-29', '2026')
    """
    found = _DAY.match(text.strip())
    if found is None:
        return _mailed(text)
    parts = [part for part in found.groups() if part]
    try:
        date(*map(int, [*parts, "1", "1"][:3]))
    except ValueError:
        return ""
    return "-".join(parts)


def _mailed(text: str) -> str:
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, IndexError, OverflowError):
        return ""
