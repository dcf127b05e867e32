"""What stands between a case and its submission, and what its readers would miss.

This module gathers the findings, orders them and knows the address of the field that mends each.
"""

from collections.abc import Callable
from dataclasses import dataclass

from cases.checking import in_numbers, in_texts
from cases.checking.finding import Finding, Found, Level, Parts
from cases.models import Case
from cases.outline import Section

__all__ = [
    "Finding",
    "FindingLine",
    "Level",
    "LevelLines",
    "findings_by_level",
    "findings_of",
    "lines_in",
]

# In the order in which they are told within a section.
FINDERS: tuple[Callable[[Parts], Found], ...] = (
    in_texts.unanswered,
    in_numbers.facts,
    in_numbers.objectives,
    in_numbers.figures,
    in_numbers.focus,
    in_texts.open_comments,
    in_texts.length_of_topics,
    in_texts.not_known,
    in_texts.confidential,
    in_texts.attachments,
    in_texts.length_of_case,
)


@dataclass(frozen=True)
class FindingLine:
    """A finding with the addresses that mend it."""

    finding: Finding
    # The whole line is the link; empty where there are several.
    url: str
    links: list[tuple[str, str]]


@dataclass(frozen=True)
class LevelLines:
    """Everything of one level. ``count`` is how many things there are to mend."""

    level: Level
    lines: list[FindingLine]

    @property
    def count(self) -> int:
        return sum(line.finding.count for line in self.lines)


def findings_of(case: Case, parts: Parts | None = None) -> list[Finding]:
    """Everything found, errors first, then in reading order. Reads the case's parts once each,
    or looks into those that were read."""
    parts = parts or Parts.of(case)
    found = [finding for finder in FINDERS for finding in finder(parts)]
    found += _locked(parts, found)
    order = list(Level)
    return sorted(found, key=lambda f: (order.index(f.level), f.section.number if f.section else 0))


def findings_by_level(case: Case) -> list[LevelLines]:
    """The findings with their addresses, level by level; empty levels are left out."""
    found = findings_of(case)
    levels = [
        LevelLines(level, [_line(f, case) for f in found if f.level == level]) for level in Level
    ]
    return [level for level in levels if level.lines]


def lines_in(case: Case, section: Section, parts: Parts | None = None) -> list[FindingLine]:
    """What was found in one section, the most important first."""
    found = findings_of(case, parts)
    return [_line(finding, case) for finding in found if finding.section == section]


def _line(finding: Finding, case: Case) -> FindingLine:
    links = [(str(place.label), place.url_for(case)) for place in finding.places]
    return FindingLine(finding, "" if links else finding.url_for(case), links)


def _locked(parts: Parts, found: list[Finding]) -> list[Finding]:
    """Sections in which something is to be mended, but nobody can."""
    sections = {finding.section for finding in found if finding.section and not finding.is_talk}
    return [
        Finding(Level.HINT, parts.words_of_lock(section), section)
        for section in sections
        if section.key in parts.locks
    ]
