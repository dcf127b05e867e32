"""A part beside what assembling gives now: what is new since, to be put behind the text."""

from collections.abc import Sequence
from dataclasses import dataclass

from programme.writing.services import checksum_of
from reports.assembling import Material, blocks_for, joined, new_blocks
from reports.assembling.blocks import Block
from reports.models import CityReport, ReportSection


@dataclass(frozen=True)
class AssembledAgain:
    """One part as it stands, and the pieces that could be put together today."""

    report: CityReport
    section: ReportSection
    blocks: Sequence[Block]
    # Those that have never stood in the part, whatever was made of them.
    new: Sequence[Block]

    @classmethod
    def of(cls, report: CityReport, section: ReportSection) -> "AssembledAgain":
        """One query more than ``Material``."""
        blocks = blocks_for(section.key, Material.of(report.workshop))
        known = [section.text, *section.revisions.values_list("text", flat=True)]
        return cls(report, section, blocks, new_blocks(blocks, known))

    @property
    def rows(self) -> list[tuple[Block, bool]]:
        """Each piece, and whether it is new since."""
        return [(block, block in self.new) for block in self.blocks]

    @property
    def new_text(self) -> str:
        return joined(self.new)

    @property
    def whole_text(self) -> str:
        return joined(self.blocks)

    @property
    def can_insert(self) -> bool:
        return bool(self.new and self.section.text)

    @property
    def can_replace(self) -> bool:
        """Nobody has written in it, and there is something else to put there."""
        is_free = not self.section.text or self.section.is_untouched
        return is_free and bool(self.blocks) and self.whole_text != self.section.text

    @property
    def shown(self) -> str:
        """A short name for what a person was shown, so that nothing else is inserted."""
        return checksum_of({"text": self.whole_text, "new": self.new_text})[:16]
