"""What comes in over HTTP: strict shapes, unknown fields refused without being repeated."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from rag.ports import Message
from rag.reply import Policy
from rag.retrieve.search import LONGEST

MESSAGE_CHARACTERS = 20_000
MESSAGES = 50


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "it is blank")
    return text


Question = Annotated[str, Field(max_length=LONGEST), AfterValidator(_not_blank)]
CollectionName = Annotated[str, Field(min_length=1, max_length=200)]
Language = Annotated[str, Field(pattern=r"^([a-z]{2})?$")]
"""ISO 639-1; empty for the question's own."""


def _object(given: Any) -> Any:
    if given is None or isinstance(given, dict):
        return given
    said = 'it is no JSON object; write it like {"language": "en", "pages": {"$gte": 10}}'
    raise PydanticCustomError("no_filter", said)


Filters = Annotated[
    dict[str, Any] | None,
    BeforeValidator(_object),
    Field(
        description="Which documents are looked at, as MongoDB writes it. See the README.",
        examples=[{"language": "en", "pages": {"$gte": 10}}],
    ),
]


class Asked(BaseModel):
    """Base of every body: what is not known is refused, so that typos show."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _known_fields_only(cls, body: Any) -> Any:
        if isinstance(body, dict) and not body.keys() <= cls.model_fields.keys():
            known = ", ".join(cls.model_fields)
            said = "there is a field that is not known here; the fields are {known}"
            raise PydanticCustomError("unknown_field", said, {"known": known})
        return body


class MessageIn(Asked):
    """An earlier turn of the conversation."""

    role: Literal["user", "assistant"]
    content: str = Field(max_length=MESSAGE_CHARACTERS)


class AnswerIn(Asked):
    """A question, and how it is to be answered."""

    question: Question
    collection: CollectionName | None = None
    messages: list[MessageIn] = Field(default=[], max_length=MESSAGES)
    """Earlier turns, oldest first, without the question itself."""
    top_k: int | None = Field(None, ge=1, le=100, strict=True)
    """Passages shown to the writer; of a list or a count more, unless this is given."""
    language: Language = ""
    policy: Policy | None = None
    """What happens to a sentence whose support is missing."""
    filters: Filters = None
    stream: bool = Field(default=False, strict=True)

    @property
    def history(self) -> tuple[Message, ...]:
        """The earlier turns, as the library takes them."""
        return tuple(Message(turn.role, turn.content) for turn in self.messages)


class SearchIn(Asked):
    """A question whose passages are wanted, without an answer."""

    question: Question
    collection: CollectionName | None = None
    top_k: int = Field(8, ge=1, le=100, strict=True)
    filters: Filters = None


class SummaryIn(Asked):
    """What is to be summarised, and how."""

    documents: list[Annotated[str, Field(min_length=1, max_length=4096)]] = Field(
        min_length=1, max_length=1
    )
    """Id or path of one document."""
    collection: CollectionName | None = None
    style: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")] = "standard"
    length: int = Field(0, ge=0, le=100, strict=True)
    """Sentences; 0 leaves it to the style."""
    language: Language = ""
    policy: Policy | None = None
