"""A Word file as its headings and what stands under them.

A file comes from anybody. Only the parts that hold words are taken out of it, each up to a size,
so pictures, macros and everything embedded are never opened; a part that declares entities is
refused. Then mammoth reads it as HTML, without an address being asked for anything.
"""

import logging
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import mammoth
from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.exchange.docx_look import CODE, CODE_WORDS, GUIDANCE, HELP, RULE, STATUS
from cases.exchange.markdown_writing import to_markdown
from cases.exchange.parts import Chunk, FileParts, Part
from cases.exchange.sheet import Mark
from programme.files import BROKEN_ARCHIVE
from programme.writing.html_reading import HEADINGS, from_tags

logger = logging.getLogger(__name__)

# The parts of a Word file that hold words, and how large all of them may be when unpacked: some
# ten times what a case has. So reading is a matter of a second or two and needs no queue.
WORDS = re.compile(
    r"(\[Content_Types\]\.xml|_rels/\.rels|docProps/core\.xml|word/_rels/document\.xml\.rels"
    r"|word/(document|styles|numbering|footnotes|endnotes)\.xml)"
)
MOST_UNPACKED = 3 * 1024 * 1024
MOST_FILES = 2_000
# Reading takes as long as there are signs of XML, not words: a case of 15,000 words, all in lists,
# bold and links, has 80,000, read in some three seconds.
MOST_TAGS = 150_000

TOPIC = re.compile(r"t_([a-z_]+)_v(\d{1,9})_([0-9a-f]{6})")
GRID = re.compile(r"g_([a-z_]+)_([0-9a-f]{6})")
SECTION = re.compile(r"s_([a-z_]+)")
STYLES = f"""
p[style-name='{GUIDANCE}'] => p.note:fresh
p[style-name='{HELP}'] => p.note:fresh
p[style-name='{STATUS}'] => p:fresh
p[style-name='{RULE}'] => p.rule:fresh
p[style-name='{CODE}'] => pre:separator('\\n')
r[style-name='{CODE_WORDS}'] => code
p[style-name='Title'] => p.note:fresh
p[style-name='Subtitle'] => p.note:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""


def read_docx(data: bytes) -> FileParts:
    """The parts of a Word file. Raises ValidationError in words for one that is not to be read."""
    safe = _only_words(data)
    source = safe.read("word/document.xml")
    pictures: list[str] = []

    def leave_out(picture: Any) -> dict[str, str]:
        pictures.append(picture.alt_text or "")
        return {}

    copy = BytesIO(_packed(safe))
    try:
        html = mammoth.convert_to_html(
            copy, style_map=STYLES, convert_image=leave_out, id_prefix=""
        ).value
    except Exception as error:
        # mammoth trusts its files: whatever it stumbles over is the file's fault. The log shows
        # whether it was ours.
        logger.warning("A Word file could not be read.", exc_info=True)
        raise ValidationError(_("This Word file is damaged and cannot be read.")) from error
    soup = BeautifulSoup(html, "html.parser")
    for picture in soup.find_all("img"):
        picture.decompose()
    notes = list(_notes(source, pictures))
    if _place_footnotes(soup):
        notes.append(_("Footnotes stand in brackets now, where they were referred to."))
    return FileParts(address=_address(safe), parts=list(_parts(soup)), notes=notes)


def _only_words(data: bytes) -> zipfile.ZipFile:
    """The same file with nothing in it but words; nothing is unpacked beyond a size."""
    target = BytesIO()
    left, tags = MOST_UNPACKED, MOST_TAGS
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive, zipfile.ZipFile(target, "w") as copy:
            if len(archive.namelist()) > MOST_FILES:
                raise ValidationError(_("This Word file has too many parts to be read."))
            for name in archive.namelist():
                if not WORDS.fullmatch(name):
                    continue
                with archive.open(name) as part:
                    content = part.read(left + 1)
                left, tags = left - len(content), tags - content.count(b"<")
                if left < 0 or tags < 0:
                    raise ValidationError(
                        _("Unpacked, this Word file is too large to be read. Divide it.")
                    )
                _require_plain_xml(content)
                copy.writestr(name, content)
    except BROKEN_ARCHIVE as error:
        raise ValidationError(_("This Word file is damaged or encrypted.")) from error
    safe = zipfile.ZipFile(target)
    if "word/document.xml" not in safe.namelist():
        raise ValidationError(_("This Word file has no text that can be read."))
    return safe


def _require_plain_xml(content: bytes) -> None:
    """No entities and no other encoding, in which they could hide: Word writes neither."""
    if b"\0" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ValidationError(_("This file is not one that Word has written. It is not read."))
    head = content[:200].lower()
    if b"encoding=" in head and b"utf-8" not in head and b"us-ascii" not in head:
        raise ValidationError(_("This file is not one that Word has written. It is not read."))


def _packed(archive: zipfile.ZipFile) -> bytes:
    stream: Any = archive.fp
    return stream.getvalue()


def _address(archive: zipfile.ZipFile) -> str:
    if "docProps/core.xml" not in archive.namelist():
        return ""
    found = re.search(
        rb"<dc:identifier>([\w/-]{1,200})</dc:identifier>", archive.read("docProps/core.xml")
    )
    return found[1].decode() if found else ""


def _notes(source: bytes, pictures: list[str]) -> Iterator[str]:
    if pictures:
        names = ", ".join(f"“{name[:60]}”" for name in pictures if name)
        sentence = ngettext(
            "%(count)s picture is left out.", "%(count)s pictures are left out.", len(pictures)
        ) % {"count": len(pictures)}
        advice = _("Add pictures as attachments of the case.")
        yield " ".join(filter(None, [sentence, names and f"({names})", advice]))
    if re.search(rb"<w:(ins|del|moveFrom|moveTo)\s", source):
        yield _("The file has tracked changes. They are read as if they were accepted.")
    if count := len(re.findall(rb"<w:commentReference\s", source)):
        yield ngettext(
            "%(count)s comment of the file is left out.",
            "%(count)s comments of the file are left out.",
            count,
        ) % {"count": count}
    if re.search(rb"<w:(gridSpan|vMerge)\b", source):
        yield _("Merged cells of tables are cells of their own now.")


def _place_footnotes(soup: BeautifulSoup) -> bool:
    """Put the words of each footnote where it is referred to."""
    words: dict[str, str] = {}
    for item in soup.find_all("li", id=re.compile(r"^(foot|end)note-\d+$")):
        words[str(item["id"])] = item.get_text().replace("↑", "").strip()
        above = item.parent
        item.decompose()
        if above is not None and not above.find("li"):
            above.decompose()
    for link in soup.find_all("a", id=re.compile(r"^(foot|end)note-ref-\d+$")):
        said = words.get(str(link.get("href", "")).removeprefix("#"), "")
        around = link.parent if link.parent is not None and link.parent.name == "sup" else link
        around.replace_with(NavigableString(f" ({said})" if said else ""))
    return bool(words)


def _parts(soup: BeautifulSoup) -> Iterator[Part]:
    level, title, mark = 0, "", None
    chunks: list[Chunk] = []
    for tag in soup.children:
        if not isinstance(tag, Tag):
            continue
        found = _mark_of(tag)
        if tag.name in HEADINGS or (found and tag.name == "p"):
            yield Part(level, title, mark, chunks)
            level = int(tag.name[1]) if tag.name in HEADINGS else 2
            title, mark, chunks = " ".join(tag.get_text().split()), found, []
        else:
            chunks += _chunk(tag)
    yield Part(level, title, mark, chunks)


def _mark_of(tag: Tag) -> Mark | None:
    for anchor in tag.find_all("a", id=True):
        name = str(anchor["id"])
        if found := TOPIC.fullmatch(name):
            return Mark("topic", found[1], int(found[2]), found[3])
        if found := GRID.fullmatch(name):
            return Mark("grid", found[1], digest=found[2])
        if found := SECTION.fullmatch(name):
            return Mark("section", found[1])
    return None


def _chunk(tag: Tag) -> Iterator[Chunk]:
    classes: Any = tag.get("class") or []
    if "rule" in classes:
        yield Chunk("---\n\n", "---")
        return
    blocks = from_tags([tag])
    if not blocks:
        return
    plain = " ".join(tag.get_text(" " if tag.name != "p" else "").split())
    rows = [_cells(row) for row in tag.find_all("tr")] if tag.name == "table" else None
    yield Chunk(f"{to_markdown(blocks).text}\n\n", plain, is_note="note" in classes, rows=rows)


def _cells(row: Tag) -> list[str]:
    return [
        "\n\n".join(_words(part) for part in cell.find_all("p") or [cell])
        for cell in row.find_all(["td", "th"], recursive=False)
    ]


def _words(tag: Tag) -> str:
    for line in tag.find_all("br"):
        line.replace_with("\n")
    return tag.get_text().strip()
