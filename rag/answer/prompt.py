"""What a chat model is shown: rules from a versioned file, numbered passages, the question."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from rag.errors import SetupError
from rag.ports import Message, Sentence, Task
from rag.types import Hit

NO_ANSWER = "NO_ANSWER"
"""What a model says where the passages do not hold the answer, and nothing else."""
ANSWER = "answer-2"
_PROMPTS = Path(__file__).parent / "prompts"
_DELIMITER = re.compile(
    r"<(?=\s*/?\s*(?:passages?|question|context|system|user|assistant|instructions?|documents?)\b)"
    r"|<(?=\|)|\[(?=/?INST\])|<(?=<?/?SYS>>)",
    re.IGNORECASE,
)
_ROLE = re.compile(r"(?im)^(\s*#*\s*(?:system|user|assistant|human))(\s*):")
_UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f"
    "\x00-\x08\x0b-\x1f\x7f]"
)

CountTokens = Callable[[str], int]


@cache
def rules(version: str) -> str:
    """Return the text of the prompt file *version*."""
    return (_PROMPTS / f"{version}.txt").read_text(encoding="utf-8").strip()


def fitting(hits: Sequence[Hit], *, count: CountTokens, budget: int) -> tuple[Hit, ...]:
    """Keep hits in order until the next one would pass *budget* tokens, by *count*.

    Refuses with `SetupError` where not even the first fits: that is not the asker's doing.
    """
    kept: list[Hit] = []
    for number, hit in enumerate(hits, start=1):
        budget -= count(shown(number, hit))
        if budget < 0:
            break
        kept.append(hit)
    if hits and not kept:
        problem = "Not one passage fits in the tokens set aside for passages."
        raise SetupError(problem, "Raise FOOTNOTE_CONTEXT_TOKENS above FOOTNOTE_PASSAGE_TOKENS.")
    return tuple(kept)


def messages(task: Task, *, version: str = ANSWER) -> list[Message]:
    """Ask for *task*: the rules never change, so that an upstream may cache them."""
    return [Message("system", rules(version)), Message("user", _request(task))]


def repair(task: Task, sentence: Sentence, problem: str) -> list[Message]:
    """Ask for *sentence* again, with what was wrong with it."""
    wanted = (
        "This sentence of a draft was refused:\n"
        f"{neutral(sentence.text)}\n"
        f"Why: {neutral(problem)}\n"
        "Write it again so that the passages bear it out, as one sentence with its passage and the"
        f" exact words. If they do not, reply with exactly {NO_ANSWER}."
    )
    return [*messages(task), Message("user", wanted)]


def shown(number: int, hit: Hit) -> str:
    """Delimit the passage of *hit*, numbered, under its title and page, marked where it is old."""
    passage = hit.passage
    page = f"{passage.first_page}"
    if passage.last_page != passage.first_page:
        page += f"-{passage.last_page}"
    old = ""
    if hit.superseded:
        told = f"{hit.superseded.version}; the newest is {hit.superseded.newest}"
        old = f' older="{_attribute(told)}"'
    place = _attribute(passage.context)
    return (
        f'<passage n="{number}" from="{place}" page="{page}"{old}>\n'
        f"{neutral(passage.text)}\n</passage>"
    )


def _attribute(text: str) -> str:
    return neutral(text).replace("\n", " ").replace('"', "'")


def neutral(text: str) -> str:
    """Take from *text* what could pass for our delimiters, a role, or be read but not seen."""
    plain = _UNSEEN.sub("", text)
    plain = _DELIMITER.sub(lambda match: "‹" if match[0] == "<" else "(", plain)
    return _ROLE.sub(r"\1\2 -", plain)


def _request(task: Task) -> str:
    passages = _all_shown(task.hits)
    language = f"\nAnswer in the language with the ISO 639-1 code {task.language}." * bool(
        task.language
    )
    return (
        f"{passages}\n\n<question>\n{neutral(task.question)}\n</question>{_manner(task)}{language}"
    )


def _manner(task: Task) -> str:
    """Say what its kind asks of an answer; nothing for a look-up."""
    if task.every:
        return (
            "\nName every one that the passages hold, each in a sentence of its own with its"
            " passage. Do not call the list complete, and give no total that no passage states."
        )
    if task.each:
        parts = "; ".join(neutral(one) for one in task.each)
        return f"\nAnswer each of these, and leave out only what the passages do not hold: {parts}"
    return ""


def _all_shown(hits: Iterable[Hit]) -> str:
    return "\n\n".join(shown(number, hit) for number, hit in enumerate(hits, start=1))
