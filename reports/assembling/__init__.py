"""The first draft of a city report: each part put together from what there is.

``Material`` asks the database, once; the modules named after the parts only choose and set words.
Nothing confidential gets in: a case speaks through its last edition without those parts.
"""

from collections.abc import Callable

from reports.assembling.blocks import Block, joined, new_blocks
from reports.assembling.experiences import experience_blocks
from reports.assembling.issues import issue_blocks
from reports.assembling.linkages import linkage_blocks
from reports.assembling.material import Material
from reports.assembling.policy import policy_blocks
from reports.assembling.summary import case_blocks
from workshops.models import Workshop

__all__ = ["Block", "Material", "assembled", "blocks_for", "joined", "new_blocks"]

BLOCKS_OF: dict[str, Callable[[Material], list[Block]]] = {
    "policy": policy_blocks,
    "experiences": experience_blocks,
    "case": case_blocks,
    "issues_and_next_steps": issue_blocks,
    "linkages": linkage_blocks,
}


def blocks_for(part: str, material: Material) -> list[Block]:
    """What there is for one part of the report, in reading order. No query."""
    return [block for block in BLOCKS_OF[part](material) if block.text.strip()]


def assembled(workshop: Workshop) -> dict[str, str]:
    """The text of each part as it can be assembled now; empty where there is nothing."""
    material = Material.of(workshop)
    return {part: joined(blocks_for(part, material)) for part in BLOCKS_OF}
