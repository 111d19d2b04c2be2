"""How long to wait before another try, and whether it is worth it."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import SystemRandom

LONGEST_WAIT_S = 20.0
"""A server that asks for a longer pause than this is not waited for."""

_random = SystemRandom()


def pause(tries: int, *, least_s: float, most_s: float) -> float:
    """Return seconds to wait after *tries* failed tries: full jitter over a doubling range.

    Source: Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015,
    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/. We never wait less
    than *least_s*.
    """
    ceiling = min(most_s, least_s * 2**tries)
    return _random.uniform(least_s, max(least_s, ceiling))


def asked_pause(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Return the seconds ``Retry-After`` asks for; None where it is absent, past or nonsense.

    >>> asked_pause({"retry-after": "2"}), asked_pause({"retry-after": "-5"})
    (2.0, None)
    >>> asked_pause({"retry-after-ms": "250", "retry-after": "1"})  # as OpenAI's and Azure's say it
    0.25
    """
    exact = _seconds(headers.get("retry-after-ms", ""))
    if exact is not None:
        return exact / 1000
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    try:
        float(value)
    except ValueError:
        return _counted(_until(value, now or datetime.now(UTC)))
    return _seconds(value)


def _seconds(value: str) -> float | None:
    try:
        return _counted(float(value))
    except ValueError:
        return None


def _counted(seconds: float) -> float | None:
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def _until(value: str, now: datetime) -> float:
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return math.nan
    return (when.replace(tzinfo=when.tzinfo or UTC) - now).total_seconds()
