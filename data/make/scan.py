"""Make a page that looks scanned: an image of a typed notice, a little turned, grey and noisy."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

SIZE = (1240, 1754)  # A4 at 150 dots an inch
TURN_DEGREES, NOISE, SEED = 1.1, 9.0, 1988


def write_scan(text_path: Path, target: Path) -> None:
    """Draw *text_path* as an image and put it alone on a page: the PDF has no text layer."""
    picture = _worn(_typed(text_path.read_text(encoding="utf-8")))
    jpeg = BytesIO()
    picture.save(jpeg, "JPEG", quality=55)
    canvas = Canvas(str(target), pagesize=A4, invariant=1)
    canvas.setTitle("Harbour notice 1988 (scan)")
    canvas.setAuthor("Quarrel Isles Ferry Cooperative, archive")
    canvas.drawImage(ImageReader(BytesIO(jpeg.getvalue())), 0, 0, *A4)
    canvas.showPage()
    canvas.save()


def _typed(text: str) -> Image.Image:
    page = Image.new("L", SIZE, 243)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(size=33)
    for index, line in enumerate(text.splitlines()):
        indent = len(line) - len(line.lstrip())
        draw.text((150 + 13 * indent, 150 + 52 * index), line.strip(), fill=40, font=font)
    return page


def _worn(page: Image.Image) -> Image.Image:
    turned = page.rotate(TURN_DEGREES, resample=Image.Resampling.BICUBIC, fillcolor=243)
    soft = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.8)), dtype=np.float64)
    noise = np.random.default_rng(SEED).normal(0.0, NOISE, soft.shape)
    return Image.fromarray(np.clip(soft + noise, 0, 255).astype(np.uint8))
