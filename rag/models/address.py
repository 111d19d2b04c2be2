"""Where a model server is: checked once, before anything is sent there."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from rag.errors import SetupError

REMEDY = "Set OPENAI_BASE_URL to an address such as https://api.openai.com/v1."


def checked_url(base_url: str) -> str:
    """Return *base_url* without a trailing slash, or raise `SetupError`.

    Only http and https are spoken. A name or password in it is refused (without being repeated),
    because addresses are shown in messages and logs.
    """
    try:
        parts = urlsplit(base_url.strip())
        _ = parts.port
    except ValueError:
        raise SetupError("The address of the model server cannot be read.", REMEDY) from None
    if parts.username or parts.password:
        problem = f"The address of the model server at {parts.hostname} holds a name or password."
        raise SetupError(problem, "Take them out and set OPENAI_API_KEY instead.")
    if parts.scheme not in {"http", "https"}:
        problem = f"The model server cannot be reached by {parts.scheme or 'no scheme'!r}."
        raise SetupError(problem, REMEDY)
    if not parts.hostname:
        raise SetupError("The address of the model server names no host.", REMEDY)
    if parts.query or parts.fragment:
        problem = f"The address of the model server at {parts.hostname} has a query or fragment."
        raise SetupError(problem, REMEDY)
    return base_url.strip().rstrip("/")


def checked_key(api_key: str) -> str:
    """Return *api_key* without blanks around it, or raise `SetupError`, never showing it.

    Servers on one's own machine need none: an empty key becomes ``"none"``.
    """
    key = api_key.strip()
    if not key.isascii() or not key.isprintable() or " " in key:
        problem = "OPENAI_API_KEY holds a character that no key has."
        raise SetupError(problem, "Copy the key again, on one line.")
    return key or "none"


def is_near(base_url: str) -> bool:
    """Say whether the server is on this machine or network: its owner is paid by nobody.

    >>> is_near("http://localhost:11434/v1"), is_near("http://ollama/v1")
    (True, True)
    >>> is_near("http://192.168.1.7:8000/v1"), is_near("https://api.openai.com/v1")
    (True, False)
    """
    host = urlsplit(base_url).hostname or ""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".localhost"))
