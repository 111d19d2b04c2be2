"""Files inside a file, as far as they are taken along."""

import base64

from ingest.load.loaded import Attachment, Limits, one_line


class Attached:
    """Collects attachments within limits, and says what was left out."""

    def __init__(self, limits: Limits) -> None:
        self.pictures = 0
        """Pictures that belong to the text, and are no documents."""
        self._limits = limits
        self._files: list[Attachment] = []
        self._bytes = 0
        self._left = 0
        self._said: dict[str, None] = {}

    def add(self, name: str, content: bytes) -> None:
        """Keep a file, unless there are too many, or too much of them."""
        if self.full or self._bytes + len(content) > self._limits.member_bytes:
            self.leave()
            return
        self._bytes += len(content)
        encoded = base64.b64encode(content).decode("ascii")
        self._files.append(Attachment(one_line(name)[:200], encoded))

    def fail(self, name: str, problem: str, remedy: str) -> None:
        """Keep the name of a file that cannot be taken out, and why: its failure, no other's."""
        if self.full:
            self.leave()
        else:
            self._files.append(Attachment(one_line(name)[:200], "", problem, remedy))

    @property
    def room(self) -> int:
        """Bytes that may still be taken along."""
        return self._limits.member_bytes - self._bytes

    @property
    def full(self) -> bool:
        """There are as many files as there may be."""
        return len(self._files) >= self._limits.members

    def leave(self) -> None:
        """Count a file that is over the limits, and was not even opened."""
        self._left += 1

    def say(self, note: str) -> None:
        """Note something, once."""
        self._said[note] = None

    def all(self) -> tuple[Attachment, ...]:
        """Return what was kept, in order."""
        return tuple(self._files)

    def notes(self) -> tuple[str, ...]:
        """Say what was left out."""
        said = list(self._said)
        if self._left:
            most = self._limits.member_bytes // 1_000_000
            limit = f"{self._limits.members} files or {most} MB"
            settings = "FOOTNOTE_ARCHIVE_MEMBERS and FOOTNOTE_ARCHIVE_MB"
            said.append(f"files inside it not read, over {limit} ({settings}): {self._left}")
        if self.pictures:
            said.append(f"{self.pictures} pictures within the text were left out")
        return tuple(said)
