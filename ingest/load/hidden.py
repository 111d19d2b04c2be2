"""What is said of text that a document holds but does not show."""


def hidden_note(parts: int) -> tuple[str, ...]:
    """Say that *parts* of a document were left out, if any were."""
    return (f"hidden parts of the document left out: {parts}",) if parts else ()
