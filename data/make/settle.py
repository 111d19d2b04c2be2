"""Make a zipped office file the same bytes in every run."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from pathlib import Path

WRITTEN_ON = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 - office files hold naive times
_EPOCH = (2026, 3, 2, 9, 0, 0)
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def settle(path: Path) -> None:
    """Write the members of *path* again with one date and a fixed compression."""
    with zipfile.ZipFile(path) as packed:
        members = [(name, packed.read(name)) for name in packed.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, content in members:
            if name == "docProps/core.xml":
                content = _DATES.sub(rb"\g<1>2026-03-02T09:00:00Z", content)  # noqa: PLW2901
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            packed.writestr(info, content)
