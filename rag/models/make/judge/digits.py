"""Numbers as they are written: years, and others alike."""

import re
from random import Random

YEAR = re.compile(r"\b(1[5-9]\d\d|20[0-4]\d)\b")


def value(text: str) -> float:
    """Return the number that *text* writes."""
    return float(text.replace(",", ""))


def is_year(text: str) -> bool:
    """Say whether *text* is a year."""
    return bool(YEAR.fullmatch(text))


def alike(one: str, other: str) -> bool:
    """Say whether two numbers could stand in each other's place."""
    return (
        ("." in one) == ("." in other)
        and ("," in one) == ("," in other)
        and one != other
        and is_year(one) == is_year(other)
        and abs(len(one) - len(other)) <= 1
    )


def near(chance: Random, text: str) -> str:
    """Return another number written alike: one digit off, or up to a third away."""
    places = len(text.split(".")[1]) if "." in text else 0
    worth = value(text)
    if chance.random() < 0.4 and worth:
        at = chance.choice([i for i, c in enumerate(text) if c.isdigit()])
        digit = chance.choice([d for d in "123456789" if d != text[at]])
        return text[:at] + digit + text[at + 1 :]
    step = max(10.0**-places, worth * chance.choice((0.05, 0.1, 0.2, 0.33)))
    new = worth + step * (1 if worth <= step or chance.random() < 0.5 else -1)
    return f"{new:,.{places}f}" if "," in text else f"{new:.{places}f}"
