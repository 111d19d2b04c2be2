"""Text that tells whoever answers what to do: it is never quoted, and bears nothing out."""

import re

_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|rule|prompt|above|previous)"
    r"|\b(?:tell|inform|assure|convince) the (?:reader|user|asker|customer)\b|\bsystem prompt\b"
    r"|\b(?:ask|urge|instruct|direct) (?:the )?(?:reader|user|asker|customer)s? to\b"
    r"|\b(?:tell|say to|inform) (?:everyone|anyone|people|whoever) (?:who|that) (?:asks|reads)\b"
    r"|\b(?:note|message|instructions?|attention|notice) (?:to|for) (?:all |any )?"
    r"(?:the )?(?:AIs?|LLMs?|assistants?|language models?|chatbots?|models?)\b"
    r"|\b(?:you are|act as|as) an? (?:AI|assistant|language model|chatbot)\b"
    r"|\b(?:reply|respond|answer) (?:only )?(?:with|by)\b"
    r"|\b(?:your|the) (?:answer|reply|response|summary) (?:must|should|shall) (?:say|state|contain"
    r"|include|end|begin|recommend)\b"
    r"|\b(?:sag|sage|sagen Sie|teile|teilen Sie) (?:dem|den) (?:Lesern?|Nutzern?|Benutzern?)\b",
    re.IGNORECASE | re.DOTALL,
)
_SPOKEN_OF = re.compile(
    r"\b(?:AI|assistants?|language models?|chatbots?)\b.{0,30}"
    r"\b(?:must|should|shall|are to|reading)\b",
    re.IGNORECASE | re.DOTALL,
)
WHY = "The document tells its reader to; it does not say so."
"""Of a claim that repeats an order."""


def is_order(sentence: str) -> bool:
    """Say whether *sentence* speaks to whoever answers: data that asks to be obeyed."""
    return bool(_ORDER.search(sentence))


def may_be_order(sentence: str) -> bool:
    """Say whether *sentence* may be one: too little to call a claim wrong, enough not to quote."""
    return is_order(sentence) or bool(_SPOKEN_OF.search(sentence))
