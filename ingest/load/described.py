"""What a file says of itself, under the names that all formats share."""

import datetime as dt
import email.utils
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ingest.load.loaded import clean, one_line

_NAMES = {
    "authors": "author", "creator": "author", "byline": "author", "dc.creator": "author",
    "article:author": "author", "dcterms.creator": "author",
    "date": "created", "published": "created", "pubdate": "created", "dc.date": "created",
    "article:published_time": "created", "dcterms.created": "created", "dc.date.created": "created",
    "updated": "modified", "lastmod": "modified", "last_modified": "modified",
    "last-modified": "modified", "revised": "modified", "article:modified_time": "modified",
    "dcterms.modified": "modified", "dc.subject": "subject", "description": "subject",
    "og:description": "subject", "dc.description": "subject", "summary": "subject",
    "keyword": "keywords",
}  # fmt: skip
_TAGS = frozenset(("tags", "tag", "keywords", "keyword", "categories", "category", "article:tag"))
_LANGUAGES = frozenset(("language", "lang", "dc.language", "content-language"))
_DATES = frozenset(("created", "modified"))
_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_].*)?")
_FORMATS = (
    "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%d. %B %Y", "%d.%m.%Y", "%Y/%m/%d",
)  # fmt: skip
"""Those that cannot be taken for one another; 03/04/2024 stays as it is."""
_LONGEST = 500
_MOST_TAGS = 100


@dataclass(frozen=True, slots=True)
class Described:
    """Title, language, properties and tags, as far as a file gives them."""

    title: str = ""
    language: str = ""
    """ISO 639-1, or empty."""
    properties: dict[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


def described(given: Iterable[tuple[str, str]]) -> Described:
    """Sort out pairs of name and value; of two values of one property the first holds.

    A name given several times makes several tags, or authors joined by commas.
    """
    pairs = [(name.strip().lower(), one_line(clean(value))[:_LONGEST]) for name, value in given]
    pairs = [(name, value) for name, value in pairs if value]
    properties: dict[str, str] = {}
    for name, value in pairs:
        known = _NAMES.get(name, name)
        if known == "author" and known in properties:
            if value not in properties[known].split(", "):
                properties[known] = f"{properties[known]}, {value}"[:_LONGEST]
        elif known == "keywords":
            properties[known] = ", ".join(filter(None, (properties.get(known), value)))[:_LONGEST]
        elif name not in _TAGS | _LANGUAGES | {"title"}:
            properties.setdefault(known, iso_date(value) if known in _DATES else value)
    return Described(
        next((value for name, value in pairs if name == "title"), ""),
        next((iso for name, value in pairs if name in _LANGUAGES and (iso := iso_639(value))), ""),
        properties,
        tuple(dict.fromkeys(_tags(pairs)))[:_MOST_TAGS],
    )


def iso_date(written: str) -> str:
    """Return *written* as ISO 8601 where it is a date beyond doubt, else as it is.

    >>> iso_date("3 May 2024"), iso_date("03/05/2024")
    ('2024-05-03', '03/05/2024')
    """
    try:
        moment = dt.datetime.fromisoformat(written)
    except ValueError:
        return _rfc(written) or _day(written) or written
    return moment.date().isoformat() if len(written) <= len("2024-05-03") else moment.isoformat()


def iso_639(written: str) -> str:
    """Return the language of a tag such as ``en-US``; nothing for what is no such tag."""
    match = _LANGUAGE.fullmatch(written.strip())
    return match[1].lower() if match else ""


def _rfc(written: str) -> str:
    """Read a date as mails and feeds write it; one without a time is left to others."""
    if ":" not in written:
        return ""
    try:
        return email.utils.parsedate_to_datetime(written).isoformat()
    except (ValueError, TypeError, OverflowError):
        return ""


def _day(written: str) -> str:
    for form in _FORMATS:
        try:
            return dt.datetime.strptime(written, form).date().isoformat()  # noqa: DTZ007
        except ValueError:
            continue
    return ""


def _tags(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, value in pairs:
        if name in _TAGS:
            parts = re.split("[,;\uff0c\u3001]", value)
            yield from filter(None, (part.strip().strip("#'\"").strip() for part in parts))
