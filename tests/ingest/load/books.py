"""OpenDocument files, books and RTF, made on the spot."""

import io
import zipfile
from collections.abc import Mapping

_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
        ("presentation", "presentation"), ("style", "style"), ("fo", "xsl-fo-compatible"),
        ("meta", "meta"),
    )
)  # fmt: skip
META = """<meta:keyword>costs, ferry</meta:keyword><dc:title>Harbour plan</dc:title>
<meta:initial-creator>Ada Brun</meta:initial-creator><dc:date>2024-05-06T07:08:09</dc:date>
<dc:language>en-GB</dc:language>"""


def zipped(members: Mapping[str, str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return written.getvalue()


def odf(kind: str, body: str, *, styles: str = "", manifest: str = "") -> bytes:
    """An OpenDocument file; *kind* is ``text``, ``spreadsheet`` or ``presentation``."""
    dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
            "meta.xml": f"<office:document-meta {_SPACES} {dc}><office:meta>{META}</office:meta>"
            "</office:document-meta>",
            "content.xml": f"<office:document-content {_SPACES}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}>"
            "</office:body></office:document-content>",
        }
    )


def epub(chapters: Mapping[str, str], *, titles: Mapping[str, str], encryption: str = "") -> bytes:
    """A book of *chapters*, file name and HTML, and a table of contents of *titles*."""
    items = "".join(f'<item id="{n}" href="{n}" media-type="x"/>' for n in chapters)
    spine = "".join(f'<itemref idref="{n}"/>' for n in chapters)
    links = "".join(f'<li><a href="{n}#top">{title}</a></li>' for n, title in titles.items())
    members = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:'
        'container"><rootfiles><rootfile full-path="book/it.opf"/></rootfiles></container>',
        "book/it.opf": '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Ferry</dc:title>'
        "<dc:creator>Ada Brun</dc:creator><dc:language>en</dc:language></metadata><manifest>"
        f'<item id="nav" href="nav.xhtml" properties="nav"/>{items}</manifest>'
        f"<spine>{spine}</spine></package>",
        "book/nav.xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml"><body><nav>{links}</nav>'
        "</body></html>",
    }
    members |= {f"book/{name}": text for name, text in chapters.items() if text}
    if encryption:
        members["META-INF/encryption.xml"] = encryption
    return zipped(members)
