"""Invented books of any size, in the chapters, tables and drawings of the reports."""

import random
from dataclasses import dataclass
from typing import ClassVar

from reports.charts import Radar
from reports.contexts.base import Cover, ProgrammeFacts, Row
from reports.contexts.book import BookPart, BookPrint, Entry

WORDS = (
    *("cluster", "city", "region", "firm", "university", "street", "market"),
    *("water", "energy", "cargo", "skill", "school", "rail", "harbour"),
    *("research", "founder", "board", "report", "question", "partner", "budget"),
    *("strategy", "district", "visit", "workshop", "policy", "support", "network"),
    *("service", "test", "site", "growth", "office", "measure", "result"),
    *("answer"),
)
SECTIONS = (
    *("The case", "Policy", "Issues and next steps", "Lessons", "What follows"),
    *("Linkages", "Questions that stay open"),
)


@dataclass(frozen=True, kw_only=True)
class InventedBook(BookPrint):
    """``words`` of prose in each of so many chapters; the same numbers are the same book."""

    cities: int
    sections: int = 5
    paragraphs: int = 4
    # Said in the first chapter instead of its first words.
    change: str = ""
    colophon: tuple[Row, ...] = (Row("State", "Invented for a measurement"),)
    body_class: ClassVar[str] = ""

    def parts(self) -> tuple[BookPart, ...]:
        return tuple(self._part(number) for number in range(1, self.cities + 1))

    def _part(self, number: int) -> BookPart:
        chance = random.Random(number)  # noqa: S311  it invents words
        city, anchor = f"City {number}", f"city-{number}"
        sections = [
            {"title": title, "text": "\n\n".join(_prose(chance) for _ in range(self.paragraphs))}
            for title in SECTIONS[: self.sections]
        ]
        if number == 1 and self.change:
            text = sections[0]["text"]
            sections[0]["text"] = self.change + text[len(self.change) :]
        context = {
            "anchor": anchor,
            "other": f"city-{number % self.cities + 1}",
            "city": city,
            "question": _sentence(chance, 14),
            "sections": sections,
            "facts": [[word, _sentence(chance, 3)] for word in ("Begun", "Firms", "Form")],
            "rows": [
                [f"A{row}", _sentence(chance, 16), _sentence(chance, 2), "June 2011"]
                for row in range(1, 9)
            ],
            "radar": Radar.of(
                [(word, chance.randrange(6)) for word in WORDS[:8]], title=city, colour="#2f5d9b"
            ),
        }
        entries = (
            Entry(anchor, city, group=number % 4 + 1),
            Entry(f"{anchor}-2", SECTIONS[1], level=2, group=number % 4 + 1),
        )
        return BookPart(
            key=anchor,
            title=city,
            template="book/city.html",
            context=context,
            entries=entries,
            group=number % 4 + 1,
        )


def invented(
    cities: int, *, sections: int = 5, paragraphs: int = 4, change: str = ""
) -> InventedBook:
    """A book with so many chapters of about five pages."""
    programme = ProgrammeFacts(
        name="Invented programme",
        title="A programme for measurements",
        years="2009–2011",
        funding_line="Nobody funds it.",
        expert_label="Expert",
        workshop_label="Workshop",
        logo="",
        is_demo=True,
    )
    cover = Cover(kind="Final report", title="What the cities learnt", subtitle="", edition="Draft")
    return InventedBook(
        programme=programme,
        cover=cover,
        cities=cities,
        sections=sections,
        paragraphs=paragraphs,
        change=change,
        language="en",
    )


def _prose(chance: random.Random) -> str:
    return " ".join(_sentence(chance, chance.randrange(8, 22)) for _ in range(5))


def _sentence(chance: random.Random, length: int) -> str:
    return " ".join(chance.choices(WORDS, k=length)).capitalize() + "."
