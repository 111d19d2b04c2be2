"""Tags as people write them."""

import re
import unicodedata
from collections.abc import Iterable

from rag.errors import InputError

LONGEST = 100
"""Characters of a tag."""
MOST = 50
"""Tags given at once."""
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"
)


def tags_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the tags in *texts*, each a tag or several with commas between: sorted, none twice.

    >>> tags_in(["harbour,  winter ", "winter"])
    ('harbour', 'winter')

    Upper and lower case are kept, and are two tags. Raises `InputError` for a tag that is blank,
    longer than `LONGEST`, or holds what cannot be seen, and for more than `MOST`.
    """
    found = {_tag(part) for text in texts for part in text.split(",")}
    if len(found) > MOST:
        raise InputError(f"{len(found)} tags were given.", f"Give {MOST} at most.")
    return tuple(sorted(found))


def bears(tags: Iterable[str], wanted: Iterable[str]) -> bool:
    """Say whether all that is *wanted* is among *tags*; case counts for nothing here."""
    return {one.casefold() for one in wanted} <= {one.casefold() for one in tags}


def _tag(text: str) -> str:
    tag = " ".join(unicodedata.normalize("NFC", text).split())
    if not tag:
        raise InputError("A tag is blank.", "Give it a name, as in --tag finance.")
    if len(tag) > LONGEST or _UNSEEN.search(tag):
        problem = f"A tag of {len(tag)} characters cannot be used."
        raise InputError(problem, f"Give {LONGEST} characters at most, all of them visible.")
    return tag
