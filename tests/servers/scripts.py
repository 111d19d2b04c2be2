"""What the scripted model says when nothing more exact was ordered."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.servers.wire import Asked, Reply

PASSAGE = re.compile(r'<passage n="(\d+)"[^\n]*>\n(.*?)\n</passage>', re.DOTALL)
QUESTION = re.compile(r"<question>\s*(.*?)\s*</question>", re.DOTALL)
SENTENCE = re.compile(r"\S.*?(?:[.!?。](?=\s|$|[^\d\s])|\n\s*\n|\Z)", re.DOTALL)
WORD = re.compile(r"\w+")
COMMON = """
a an the of is are was were be to in on at for and or by with from does do did what which who when
where why how much many long it its this that there der die das ist und
"""
STOP = frozenset(COMMON.split())
NOT_THERE = "NO_ANSWER"


@dataclass(frozen=True, slots=True)
class Shown:
    """A numbered passage, as the prompt shows it."""

    number: int
    text: str


def shown(prompt: str) -> list[Shown]:
    """Take the numbered passages out of a prompt."""
    return [Shown(int(match[1]), match[2].strip()) for match in PASSAGE.finditer(prompt)]


def question(asked: Asked) -> str:
    """Take the question out of a prompt; its last line where none is marked."""
    found = QUESTION.findall(asked.prompt)
    lines = asked.last.strip().splitlines() or [""]
    return str(found[-1] if found else lines[-1])


def _words(text: str) -> set[str]:
    return {word[:6] for word in WORD.findall(text.lower())} - STOP


def _sentences(passage: Shown) -> Iterator[tuple[int, str]]:
    for match in SENTENCE.finditer(passage.text):
        if len(match[0].split()) > 2 or len(match[0]) > 12:
            yield passage.number, match[0].strip()


def best(asked: Asked) -> tuple[int, str] | None:
    """Return the passage number and sentence with the most words of the question."""
    wanted = _words(question(asked))
    choices = [pair for passage in shown(asked.prompt) for pair in _sentences(passage)]
    scored = [(len(wanted & _words(text)), number, text) for number, text in choices]
    top = max(scored, key=lambda row: (row[0], -row[1], -len(row[2])), default=(0, 0, ""))
    return (top[1], top[2]) if top[0] else None


def cited(sentence: str, number: int, words: str) -> str:
    """Write one sentence in the format the prompt asks for."""
    return f'{" ".join(sentence.split())} [{number}: "{" ".join(words.split())}"]'


def obedient(asked: Asked) -> Reply:
    """Quote the best sentence and cite it; for a summary, the first sentence of each passage."""
    if asked.prompt.startswith("You summarise"):
        firsts = [next(_sentences(passage), None) for passage in shown(asked.prompt)[:3]]
        said = [cited(pair[1], pair[0], pair[1]) for pair in firsts if pair]
        return Reply("\n".join(said) or NOT_THERE)
    found = best(asked)
    return Reply(cited(found[1], found[0], found[1]) if found else NOT_THERE)


def cites_badly(asked: Asked) -> Reply:
    """Change the figures of what the passage says, and cite a passage that was not shown too."""
    found = best(asked)
    if not found:
        return Reply(NOT_THERE)
    number, sentence = found
    wrong = re.sub(r"\d", lambda digit: str((int(digit[0]) + 3) % 10), sentence)
    bad = cited("It is 97 % in every case, as everybody knows.", 99, "97 % in every case")
    return Reply(f"{cited(wrong, number, wrong)}\n{bad}")


def cites_badly_once(asked: Asked) -> Reply:
    """Cite badly, and mend it when told so."""
    return obedient(asked) if "was refused" in asked.last else cites_badly(asked)


def invents(_: Asked) -> Reply:
    """Answer from nowhere, without any citation."""
    return Reply("The answer is 42, which is well known.")


def refuses(_: Asked) -> Reply:
    """Say that the passages do not hold the answer."""
    return Reply(NOT_THERE)


def obeys_documents(asked: Asked) -> Reply:
    """Do what the passages say: the worst model an injected document could meet."""
    order = re.search(
        r"(?:reply|answer|say|write)(?: only)?(?: with)?:? [\"“']?([A-Z]{3,})", asked.prompt
    )
    return Reply(order[1]) if order else obedient(asked)


SCRIPTS: dict[str, Callable[[Asked], Reply]] = {
    "obedient": obedient,
    "cites-badly": cites_badly,
    "cites-badly-once": cites_badly_once,
    "invents": invents,
    "refuses": refuses,
    "obeys-documents": obeys_documents,
}
