"""What documents a question may name: words of it that names are made of."""

import re

from rag.retrieve.asked import run_together

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def called(question: str) -> str:
    """Return the words of *question* that may be of a name, of its years only the latest.

    A report gives the figures of the year before beside its own, so of several years that are asked
    about the latest one's report has most of the answer.

    >>> called("Did margins at Great Lakes fall from 2020 to 2022?")
    'margins Great Lakes fall 2022 GreatLakes Lakesfall GreatLakesfall'
    """
    years = _YEAR.findall(question)
    past = [year for year in set(years) if year != max(years)]
    return run_together(re.sub(rf"\b(?:{'|'.join(past)})\b", " ", question) if past else question)
