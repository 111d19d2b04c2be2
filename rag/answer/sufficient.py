"""Whether what a question names is anywhere near the sentence that is to answer it."""

import re

from rag.answer.candidates import Candidate
from rag.answer.facts import names
from rag.answer.fold import folded
from rag.retrieve.words import words

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def unnamed(question: str, candidate: Candidate) -> list[str]:
    """Return the names, years and numbers of *question* that stand nowhere around *candidate*."""
    known = set(words(candidate.around))
    plain = folded(candidate.around).text
    wanted = [*names(question), *_NUMBER.findall(question)]
    return [name for name in wanted if not _is_in(name, known, plain)]


def _is_in(name: str, known: set[str], plain: str) -> bool:
    return set(words(name)) <= known or folded(name).text in plain
