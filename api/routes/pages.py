"""The web page at ``/``, the reference at ``/docs``: files of `api/web`, nothing from outside."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

from api.files import PartialFile
from rag.errors import NotFoundError

router = APIRouter(include_in_schema=False)

WEB = Path(__file__).parent.parent / "web"
MEDIA_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
FILES = {path.name: path for path in WEB.iterdir() if path.suffix in MEDIA_TYPES}


@router.get("/")
async def page() -> FileResponse:
    """Send the web page."""
    return _sent("index.html")


@router.get("/docs")
async def reference() -> FileResponse:
    """Send the page that shows ``/openapi.json``."""
    return _sent("docs.html")


@router.get("/favicon.ico")
async def icon() -> FileResponse:
    """Send the icon to browsers that ask without reading the page."""
    return _sent("icon.svg")


@router.get("/web/{name}")
async def part(name: str) -> FileResponse:
    """Send a part of a page."""
    return _sent(name)


def _sent(name: str) -> FileResponse:
    if name not in FILES:
        raise NotFoundError("There is no such file.", "The page is at /, its reference at /docs.")
    path = FILES[name]
    return PartialFile(
        path, media_type=MEDIA_TYPES[path.suffix], headers={"Cache-Control": "no-cache"}
    )
