"""A question in the words of the collection: other forms of what it says, and nearest words.

A word that the collection holds is left alone. Where it holds none such, words that it does hold
and that stand near are searched as well: the two parts of a compound, two words run together, a
letter lost, doubled, exchanged or turned.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from rag.retrieve.languages import bare
from rag.retrieve.terms import implied
from rag.retrieve.written import forms

ALSO = 0.25
"""Weight of another form beside the question's own words, shared among its words. With more, or
with more where the question's own form is nowhere, it drowns it (``eval/LOG.md``)."""
SHORTEST, LONGEST, PART = 5, 30, 4
"""Letters of a word that is corrected, and of the parts of a compound, at least."""
NEAR = 0.5
"""Weight of a word that is near one that is nowhere: it may be another word altogether."""
MOST = 4
"""Words of a question that are corrected. Each costs some hundreds of look-ups."""
LINKS = ("", "s", "es", "n", "en", "er", "-")
"""What German and its neighbours put between the parts of a compound."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяєіїґ",
    "αβγδεζηθικλμνξοπρστυφχψως",
)

Known = Callable[[Sequence[str]], dict[str, int]]
"""Counts the passages that hold each word; those that none holds are absent."""


def beside(question: str, known: Known) -> dict[str, float]:
    """Return what *question* is searched by beside its own words, each with its weight.

    Nothing where it shortens nothing and every word is known.
    """
    long = [
        one for one in dict.fromkeys(_WORD.findall(question)) if SHORTEST <= len(one) <= LONGEST
    ]
    other = forms(question)
    found = {form.other: ALSO / len(form.other.split()) for form in other}
    shortened = {form.said for form in other}
    held = known(long)
    missing = [one for one in long if not (one in held or one in shortened or implied(one))]
    # None of many: the documents are in another language, and nearness would be chance.
    if len(missing) < len(long) or len(long) <= MOST:
        for word in missing[:MOST]:
            found |= dict.fromkeys(nearest(word, question, known), NEAR)
    return found


def corrected(found: Mapping[str, float]) -> str:
    """Return of what `beside` found the words that a name may be made of: those put right."""
    return " ".join(text for text, weight in found.items() if weight >= NEAR)


def nearest(word: str, question: str, known: Known) -> list[str]:
    """Return words that the collection holds in place of *word*, which it does not hold.

    The most frequent of one letter's difference, or neighbours in *question* run together, or both
    parts of a compound; none where nothing is near.
    """
    joined = _joined(word, question)
    near = sorted(set(_misspelt(bare(word.lower()))))
    held = known([*joined, *near])
    together = [one for one in joined if one in held]
    if together:
        return together[:1]
    if spelt := max((one for one in near if one in held), key=lambda one: held[one], default=""):
        return [spelt]
    return _parts(word.lower(), known)


def _joined(word: str, question: str) -> list[str]:
    words = _WORD.findall(question)
    place = words.index(word)
    pairs = [words[max(place - 1, 0) : place + 1], words[place : place + 2]]
    return ["".join(pair) for pair in pairs if len(pair) == 2] + ["".join(word.split("-"))]


def _misspelt(word: str) -> Iterator[str]:
    """Yield what *word* may have been meant to be; its first letter is taken to be right."""
    alphabet = next((one for one in _ALPHABETS if word[1:2] in one), "")
    for place in range(1, len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in alphabet:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]


def _parts(word: str, known: Known) -> list[str]:
    splits = [
        (word[:place], word[place + len(link) :])
        for place in range(PART, len(word) - PART + 1)
        for link in LINKS
        if word[place:].startswith(link) and len(word) - place - len(link) >= PART
    ]
    held = known(list(dict.fromkeys(part for split in splits for part in split)))
    both = [one for one in splits if one[0] in held and one[1] in held]
    best = max(both, key=lambda one: min(held[one[0]], held[one[1]]), default=())
    return list(best)
