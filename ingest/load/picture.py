"""Pictures: a page for each frame, read by OCR."""

from ingest.load.loaded import Limits, Loaded
from ingest.load.scans import frames


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """Say how many pages there are to read: there is no text before that."""
    count = min(frames(content), limits.pages)
    return Loaded(
        "\n\n" * count,
        media_type,
        page_starts=tuple(range(0, 2 * count, 2)),
        scans=tuple(range(1, count + 1)),
    )
