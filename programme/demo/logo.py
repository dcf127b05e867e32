"""The logo of an invented funder, drawn here: no demonstration carries somebody's own."""

import io
from pathlib import Path

import fontpkg_inter
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from programme.models import Programme

FONT = Path(fontpkg_inter.ROOT) / "files" / "Inter[opsz,wght].ttf"
INK, PRIMARY, PAPER = "#1b2330", "#0f5c63", "#ffffff"
GROUPS = ("#2f5d9b", "#a8521f", "#3c7a57", "#7d4377")
SIZE = (1120, 320)
# Twice as large as it is kept, so that its curves are smooth.
FINE = 2


def store_logo(programme: Programme) -> None:
    """Give the programme its drawn logo."""
    programme.logo.save("demo.png", ContentFile(drawn()), save=True)


def remove_logo(programme: Programme) -> None:
    """Take the stored file away; the row is the caller's."""
    if programme.logo:
        programme.logo.delete(save=False)


def drawn() -> bytes:
    """A route with four stops in a square, and beside it that nothing of it is real."""
    width, height = (side * FINE for side in SIZE)
    image = Image.new("RGB", (width, height), PAPER)
    pen = ImageDraw.Draw(image)
    side, edge = height, 24 * FINE
    pen.rounded_rectangle((0, 0, side, side - 1), radius=36 * FINE, fill=PRIMARY)
    stops = [
        (edge * 2 + (side - 4 * edge) * step // 3, side * place // 100)
        for step, place in enumerate((70, 38, 58, 26))
    ]
    pen.line(stops, fill=PAPER, width=12 * FINE, joint="curve")
    for (left, top), colour in zip(stops, GROUPS, strict=True):
        for radius, fill in ((24 * FINE, PAPER), (15 * FINE, colour)):
            pen.ellipse((left - radius, top - radius, left + radius, top + radius), fill=fill)
    left = side + 48 * FINE
    pen.text((left, 44 * FINE), "Demo fund", font=_font(116, weight=600), fill=INK)
    pen.text((left, 196 * FINE), "invented for this demo", font=_font(64), fill=INK)
    file = io.BytesIO()
    image.resize(SIZE, Image.Resampling.LANCZOS).quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()


def _font(size: int, *, weight: int = 400) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(FONT), size * FINE)
    font.set_variation_by_axes([14, weight])
    return font
