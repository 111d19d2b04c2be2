"""How long a reply may take, and what is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rag.ports import Message

CHARACTERS_A_TOKEN = 8
"""A reply with more characters than this for each token allowed ignores its limit."""
REASONING = ("o1", "o3", "o4", "gpt-5")
"""Families that refuse ``max_tokens``, and any temperature but their own."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and tries a reply may take. The defaults are for an answer."""

    deadline_s: float = 60.0
    """For everything, retries and the pauses before them included."""
    first_s: float = 20.0
    """Until the first piece of content."""
    idle_s: float = 15.0
    """Between pieces of content; comments and empty pieces are none."""
    connect_s: float = 5.0
    retries: int = 2
    """Tries after the first, only as long as nothing was passed on."""
    least_pause_s: float = 0.5
    most_pause_s: float = 8.0


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the model."""

    messages: Sequence[Message]
    max_tokens: int
    temperature: float = 0.0

    def parameters(self, model: str) -> dict[str, Any]:
        """Return the parameters of the call, as the family of *model* wants them."""
        turns = [{"role": turn.role, "content": turn.content} for turn in self.messages]
        common: dict[str, Any] = {"model": model, "messages": turns}
        if model.rpartition("/")[2].startswith(REASONING):
            return common | {"max_completion_tokens": self.max_tokens}
        return common | {"max_tokens": self.max_tokens, "temperature": self.temperature}


@dataclass(slots=True)
class Meter:
    """What has been passed on of a reply: nothing before its first word, and not without end."""

    max_tokens: int
    characters: int = 0
    begun: bool = False
    _held: str = ""

    @property
    def over(self) -> bool:
        """Whether the reply has more characters than its tokens could have."""
        return self.characters > self.max_tokens * CHARACTERS_A_TOKEN

    def feed(self, text: str) -> str:
        """Take a piece; return what may be passed on now, which may be nothing.

        >>> meter = Meter(max_tokens=10)
        >>> meter.feed(" "), meter.feed("Yes"), meter.feed(" ")
        ('', ' Yes', ' ')
        """
        self.characters += len(text)
        self._held += text
        if not (self.begun or self._held.strip()):
            return ""
        self.begun, text, self._held = True, self._held, ""
        return text
