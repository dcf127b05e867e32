"""The board of the case discussion as blocks."""

from itertools import groupby

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from cases.models import DiscussionPhase
from reports.assembling.blocks import Block, headed, listed, plain
from reports.assembling.material import BoardPoint, Material


def board_block(material: Material, phase: str) -> Block:
    """The points of a phase, under the titles of their groups."""
    parts = [
        "\n\n".join(filter(None, [plain(group), listed(map(_line, points))]))
        for group, points in groupby(material.board.get(phase, []), key=lambda point: point.group)
    ]
    title = str(DiscussionPhase(phase).label)
    source = _("From the board of the case discussion, phase “%(phase)s”") % {"phase": title}
    return Block(headed(title, "\n\n".join(parts)), source, title=title)


def _line(point: BoardPoint) -> str:
    votes = votes_words(point)
    return f"{plain(point.text.rstrip('.'))} ({votes})" if votes else plain(point.text)


def votes_words(point: BoardPoint) -> str:
    """“impact 4.2, feasibility 3.1, 14 votes”; empty where no votes are shown."""
    if not point.votes or point.impact is None or point.feasibility is None:
        return ""
    return _("impact %(impact)s, feasibility %(feasibility)s; votes: %(votes)s") % {
        "impact": floatformat(point.impact, 1),
        "feasibility": floatformat(point.feasibility, 1),
        "votes": point.votes,
    }
