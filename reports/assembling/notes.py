"""Notes of agenda items as blocks: every part takes those of its own items."""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reports.assembling.blocks import Block, headed, listed, plain, shortened
from reports.assembling.material import NotedItem
from workshops.models import Outcome


def note_blocks(noted: Iterable[NotedItem]) -> list[Block]:
    """The notes of each item, then what was decided there."""
    blocks = []
    for each in noted:
        words = {"item": each.item.title, "day": each.day_words}
        blocks.append(
            Block(
                shortened(each.text),
                _("From the notes on “%(item)s”, %(day)s") % words,
                title=each.item.title,
            )
        )
        blocks.append(decision_block(each))
    return [block for block in blocks if block.text]


def decision_block(noted: NotedItem) -> Block:
    """What was decided at an item; without text where nothing was."""
    text = headed(_("Decided"), listed(plain(row.text) for row in noted.decisions))
    words = {"item": noted.item.title, "day": noted.day_words}
    return Block(
        text, _("From the decisions at “%(item)s”, %(day)s") % words, title=noted.item.title
    )


def task_words(row: Outcome) -> str:
    """Who does what until when, in a line of Markdown."""
    until = date_format(row.due_on, "j F Y") if row.due_on else ""
    return f"{plain(row.text)} ({plain(', '.join(filter(None, [row.owner, until])))})"
