"""A case as a Markdown file: written with marks in comments, read back by them."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cases.exchange.parts import Chunk, FileParts, Part
from cases.exchange.sheet import Chapter, Grid, Mark, Sheet, Words, how_to, status_line
from programme.writing.html_reading import digest_of_text

TOPIC_MARK = re.compile(
    r"<!--\s*topic:\s*([a-z_]+)(?:,\s*version:\s*(\d{1,9}))?(?:,\s*text:\s*([0-9a-f]+))?\s*-->"
)
GRID_MARK = re.compile(r"<!--\s*table:\s*([a-z_]+)(?:,\s*text:\s*([0-9a-f]+))?\s*-->")
CASE_MARK = re.compile(r"<!--\s*case:\s*([\w/-]+)\s*-->")
END = "<!-- end -->"
HEADING = re.compile(r"(#{1,6})\s+(.*)")
FENCE = re.compile(r"\s*(```+|~~~+)")


def write_markdown(sheet: Sheet) -> str:
    lines = [f"# {sheet.title}", ""]
    if sheet.is_form:
        lines.insert(0, f"<!-- case: {sheet.address} -->")
    imprint = f"{sheet.programme}. {sheet.funding_line}".strip()
    said = [f"{sheet.subtitle}, {sheet.state}.", imprint]
    if sheet.is_form:
        said += ["", *(f"- {line}" for line in how_to())]
    # A quotation, by which the reader knows that it is ours.
    lines += [*(f"> {line}".rstrip() for line in said), ""]
    for chapter in sheet.chapters:
        lines += _chapter(chapter, is_form=sheet.is_form)
    return "\n".join(lines).rstrip() + "\n"


def _chapter(chapter: Chapter, *, is_form: bool) -> Iterator[str]:
    section = chapter.section
    yield from (f"## {section.number}. {section.title}", "")
    if is_form:
        yield from (f"*{section.purpose}*", "")
    for grid in chapter.before:
        yield from _grid(grid, is_form=is_form)
    for words in chapter.topics:
        yield from _topic(words) if is_form else _read_topic(words)
    for grid in chapter.after:
        yield from _grid(grid, is_form=is_form)


def _topic(words: Words) -> Iterator[str]:
    digest = digest_of_text(words.text)
    yield f"### {words.title}"
    yield f"<!-- topic: {words.key}, version: {words.version}, text: {digest} -->"
    yield from (f"*{words.guidance}*", "", status_line(words), "")
    if words.text:
        yield from (words.text.strip("\n"), "")
    yield from (END, "")


def _read_topic(words: Words) -> Iterator[str]:
    yield from (f"### {words.title}", "")
    if words.is_left_out:
        yield from (_("*This part is confidential and is left out here.*"), "")
        return
    if words.is_confidential:
        yield from (_("*Confidential.*"), "")
    if words.is_not_known:
        yield from (_("*Not known: %(reason)s*") % {"reason": words.not_known_reason}, "")
    yield from (words.text.strip("\n") or _("*Not yet answered.*"), "")


def _grid(grid: Grid, *, is_form: bool) -> Iterator[str]:
    yield f"### {grid.title}"
    if is_form:
        yield f"<!-- table: {grid.key}, text: {grid.digest} -->"
        if grid.guidance:
            yield f"*{grid.guidance}*"
    yield ""
    yield _row(grid.head)
    yield "|" + " --- |" * len(grid.head)
    yield from (_row(row) for row in grid.rows)
    yield ""


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "<br>")


# Reading


def read_markdown(text: str) -> FileParts:
    """The parts of a file, by its headings. A text between its marks is taken as it stands."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    found = CASE_MARK.search(text)
    return FileParts(address=found[1] if found else "", parts=list(_parts(text.split("\n"))))


def _parts(lines: list[str]) -> Iterator[Part]:
    title, level, mark = "", 0, None
    body: list[str] = []
    is_inside, fence = False, ""
    for number, line in enumerate(lines):
        fence = _fence_after(line, fence)
        heading = None if fence else HEADING.fullmatch(line)
        following = next((row for row in lines[number + 1 : number + 4] if row.strip()), "")
        is_marked = bool(TOPIC_MARK.match(following) or GRID_MARK.match(following))
        if heading and (is_marked or not is_inside):
            yield Part(level, title, mark, _chunks(body))
            title, level, mark = _title_of(heading[2]), len(heading[1]), None
            body, is_inside = [], False
        elif not fence and (found := _mark_in(line)):
            mark, is_inside = found, found.kind == "topic"
        elif is_inside and line.strip() == END:
            is_inside = False
        else:
            body.append(line)
    yield Part(level, title, mark, _chunks(body))


def _title_of(words: str) -> str:
    """A heading without the signs that may close it."""
    return words.rstrip().rstrip("#").rstrip()


def _fence_after(line: str, fence: str) -> str:
    """The fence of code in which the next line stands: signs in it are no signs."""
    found = FENCE.match(line)
    if not found:
        return fence
    if not fence:
        return found[1]
    closes = found[1][0] == fence[0] and len(found[1]) >= len(fence) and not line.strip(" `~")
    return "" if closes else fence


def _mark_in(line: str) -> Mark | None:
    if found := TOPIC_MARK.match(line.strip()):
        return Mark("topic", found[1], int(found[2]) if found[2] else None, found[3] or "")
    if found := GRID_MARK.match(line.strip()):
        return Mark("grid", found[1], digest=found[2] or "")
    return None


def _chunks(lines: list[str]) -> list[Chunk]:
    """Paragraphs, each with the empty lines after it: joined again they are the text."""
    chunks: list[list[str]] = []
    was_empty = True
    for line in lines:
        is_empty = not line.strip()
        if was_empty and not is_empty or not chunks:
            chunks.append([])
        chunks[-1].append(line)
        was_empty = is_empty
    return [_chunk("\n".join(chunk)) for chunk in chunks if any(row.strip() for row in chunk)]


def _chunk(text: str) -> Chunk:
    plain = _without_comments(text).strip()
    lines = [line.strip() for line in plain.split("\n")]
    is_table = len(lines) > 1 and all(line.startswith("|") for line in lines)
    return Chunk(
        text=text + "\n",
        plain=plain.strip("*_ "),
        is_note=not plain or all(line.startswith(">") for line in lines),
        rows=[_cells(line) for line in lines if not re.fullmatch(r"[|\s:-]+", line)]
        if is_table
        else None,
    )


def _without_comments(text: str) -> str:
    """Not by a pattern, which looks for the end of each that is never closed."""
    kept, start = "", 0
    while (begin := text.find("<!--", start)) >= 0 and (end := text.find("-->", begin + 4)) >= 0:
        kept, start = kept + text[start:begin], end + 3
    return kept + text[start:]


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    cells = [""]
    signs = iter(inner)
    for sign in signs:
        if sign == "\\":
            cells[-1] += next(signs, "")
        elif sign == "|":
            cells.append("")
        else:
            cells[-1] += sign
    if not cells[-1].strip():
        cells.pop()
    return [re.sub(r"<br\s*/?>", "\n", cell).strip() for cell in cells]
