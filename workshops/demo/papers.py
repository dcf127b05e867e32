"""Loads a practical note for the next workshop, and files that were handed in at the last one.

The files are drawn here: slides and a list with signatures, as pictures in a PDF.
"""

import io
import math
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_inter
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from programme.demo.calendar import read
from programme.models import Programme, User
from programme.writing.services import save_text
from workshops.models import FileKind, Workshop, WorkshopFile
from workshops.services.files import add_files
from workshops.services.practical import open_note

INK, TEAL, MUTED, PEN = "#1b2330", "#0f5c63", "#59626f", "#23418f"
FONT = Path(fontpkg_inter.ROOT) / "files" / "Inter[opsz,wght].ttf"


def load(programme: Programme) -> None:
    """The note, the slides and the signed list."""
    rows = read("workshops", "papers")
    workshop, by = _of(programme, rows["note"])
    note = open_note(workshop)
    # In two sittings, so that its history shows something.
    whole = rows["note"]["text"].strip()
    for version, text in enumerate((whole.partition("## Meals")[0].strip(), whole)):
        save_text(note, text, base_version=version, by=by)
    _load_slides(programme, rows["presentation"])
    _load_signed_list(programme, rows["signed_list"])


def remove() -> None:
    """Take the files of the demonstration programmes away, from the disk too."""
    for row in WorkshopFile.objects.filter(workshop__programme__is_demo=True):
        row.file.delete(save=False)
        row.delete()


def _of(programme: Programme, row: dict[str, Any]) -> tuple[Workshop, User]:
    workshop = Workshop.objects.get(programme=programme, number=row["workshop"])
    return workshop, User.objects.get(email=row["by"])


def _load_slides(programme: Programme, row: dict[str, Any]) -> None:
    workshop, by = _of(programme, row)
    add_files(
        workshop,
        by=by,
        uploads=[ContentFile(_pdf([_slide(words) for words in row["slides"]]), row["name"])],
        kind=FileKind.PRESENTATION,
        description=row["description"],
        item=workshop.agenda_items.filter(title__endswith=row["item"]).first(),
    )


def _load_signed_list(programme: Programme, row: dict[str, Any]) -> None:
    workshop, by = _of(programme, row)
    names = [str(person) for person in workshop.registrations.coming()[:24]]
    add_files(
        workshop,
        by=by,
        uploads=[ContentFile(_pdf([_sheet(workshop.title, names)]), row["name"])],
        kind=FileKind.SIGNED_LIST,
        description=row["description"],
    )


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size)


def _slide(words: list[str]) -> Image.Image:
    picture = Image.new("RGB", (960, 540), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 960, 12), fill=TEAL)
    pen.text((70, 130), words[0], font=_font(54), fill=TEAL)
    for line, text in enumerate(words[1:]):
        pen.text((70, 240 + 52 * line), text, font=_font(30), fill=INK)
    return picture


def _sheet(title: str, names: list[str]) -> Image.Image:
    """A list as it comes out of the scanner, most of it signed."""
    picture = Image.new("RGB", (827, 1169), "#fdfdfb")
    pen = ImageDraw.Draw(picture)
    pen.text((70, 60), f"{title}: attendance (demonstration)", font=_font(22), fill=INK)
    for line, name in enumerate(names):
        y = 130 + 40 * line
        pen.text((70, y), f"{line + 1}. {name}", font=_font(16), fill=INK)
        pen.line((70, y + 30, 757, y + 30), fill=MUTED)
        if line % 9 != 7:
            pen.line(_scrawl(450, y + 14, line), fill=PEN, width=2)
    return picture


def _scrawl(x: int, y: int, seed: int) -> list[tuple[float, float]]:
    """A signature of somebody in a hurry; the same each time."""
    return [
        (x + 2.2 * step, y + 11 * math.sin(step * (0.35 + seed % 5 * 0.07)) * math.cos(step * 0.11))
        for step in range(40 + seed * 7 % 30)
    ]


def _pdf(pages: list[Image.Image]) -> bytes:
    file = io.BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=100)
    return file.getvalue()
