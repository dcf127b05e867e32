"""What stood in the placeholders of a mail that was written: for a preview with a real case."""

from collections.abc import Iterator
from itertools import product

from programme.letters.writing import GAP, PLACEHOLDER, Template, Written
from programme.models import Mail

# So many lines may have been left out without a trace; each doubles the guesses.
MOST_GUESSES = 4


def values_in(mail: Mail, template: Template) -> dict[str, str] | None:
    """The values with which these words make this mail; None when no such values are found, for
    instance because the words were others then."""
    wanted = Written(mail.subject, mail.body.strip())
    for text in _guesses(template.body.replace("\r\n", "\n"), wanted.body):
        values = _aligned(f"{template.subject}\n\n{text}", f"{wanted.subject}\n\n{wanted.body}")
        if values is not None and template.write(values) == wanted:
            return values
    return None


def _guesses(body: str, said: str) -> Iterator[str]:
    """The words without the lines whose values were empty, as far as can be told."""
    lines = body.split("\n")
    unsure, gone = [], set()
    for number, line in enumerate(lines):
        literals = [piece.strip() for piece in PLACEHOLDER.split(line)[::2]]
        if not PLACEHOLDER.search(line):
            continue
        if not any(literals):
            unsure.append(number)
        elif not all(literal in said for literal in literals):
            gone.add(number)
    unsure = unsure[:MOST_GUESSES]
    for left_out in product((False, True), repeat=len(unsure)):
        also = {number for number, is_out in zip(unsure, left_out, strict=True) if is_out}
        kept = [line for number, line in enumerate(lines) if number not in gone | also]
        yield "\n\n".join(part.strip() for part in GAP.split("\n".join(kept)) if part.strip())


def _aligned(text: str, said: str) -> dict[str, str] | None:
    """What stands in each place, if the words around it come one after the other."""
    first, *rest = PLACEHOLDER.split(text)
    if not said.startswith(first):
        return None
    values: dict[str, str] = {}
    at = len(first)
    for name, literal in zip(rest[::2], rest[1::2], strict=True):
        if name in values:
            end = at + len(values[name])
        else:
            end = said.find(literal, at) if literal else len(said)
        if end < 0 or not said.startswith(literal, end):
            return None
        values.setdefault(name, said[at:end])
        at = end + len(literal)
    return values
