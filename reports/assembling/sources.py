"""The sources as they stand beside the text: pieces that the writer can take over one by one."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.assembling.blocks import Block, headed, listed, plain
from reports.assembling.board import board_block
from reports.assembling.experiences import marks_block, word_blocks
from reports.assembling.issues import action_words
from reports.assembling.linkages import (
    clusters_block,
    links_block,
    map_block,
    meetings_block,
)
from reports.assembling.material import Material
from reports.assembling.notes import note_blocks, task_words
from reports.assembling.policy import figures_block, kick_off_block, sheet_block


def _policy(material: Material) -> list[Block]:
    return [sheet_block(material.city), figures_block(material.city)]


def _notes(material: Material) -> list[Block]:
    blocks = []
    for noted in material.noted:
        blocks += note_blocks([noted])
        words = {"item": noted.item.title, "day": noted.day_words}
        source = _("From the actions noted at “%(item)s”, %(day)s") % words
        text = headed(_("To be done"), listed(task_words(row) for row in noted.tasks))
        blocks.append(Block(text, source, title=noted.item.title))
    return blocks


def _board(material: Material) -> list[Block]:
    return [board_block(material, phase) for phase in material.board]


def _actions(material: Material) -> list[Block]:
    blocks = []
    for action in material.actions:
        lines = [action_words(action)]
        for row in action.follow_ups.all():
            words = {
                "months": row.months,
                "progress": plain(row.get_progress_display()),
                "why": plain(row.why),
            }
            sentence = _("After %(months)s months: %(progress)s. %(why)s") % words
            lines.append(sentence.rstrip())
        source = _("From the proposed actions with the answers of %(city)s")
        blocks.append(
            Block("\n\n".join(lines), source % {"city": material.city.name}, action.identifier)
        )
    return blocks


def _survey(material: Material) -> list[Block]:
    survey = material.survey
    return [marks_block(survey), *word_blocks(survey)] if survey else []


def _agenda(material: Material) -> list[Block]:
    return [turnout_block(material)]


def turnout_block(material: Material) -> Block:
    """How many came, in numbers alone."""
    people = material.turnout
    words = {"people": people.registered, "a": people.chose_a, "b": people.chose_b}
    sentences = [
        ngettext(
            "%(people)s person registered: %(a)s for choice A, %(b)s for choice B.",
            "%(people)s people registered: %(a)s for choice A, %(b)s for choice B.",
            people.registered,
        )
        % words
    ]
    if people.cities:
        sentences.append(
            ngettext(
                "They came from %(cities)s city.",
                "They came from %(cities)s cities.",
                people.cities,
            )
            % {"cities": people.cities}
        )
    if people.present:
        sentences.append(
            _("Marked present at least once: %(present)s.") % {"present": people.present}
        )
    kinds = "; ".join(f"{label.lower()} {count}" for label, count in people.by_kind)
    sentences.append(f"{kinds.capitalize()}." if kinds else "")
    text = plain(" ".join(filter(None, sentences))) if people.registered else ""
    return Block(text, _("From the list of participants, in numbers alone"), _("Who came"))


def _linkages(material: Material) -> list[Block]:
    blocks = [map_block, clusters_block, links_block]
    return [block(material) for block in blocks]


SOURCES: dict[str, Callable[[Material], list[Block]]] = {
    "policy": _policy,
    "notes": _notes,
    "board": _board,
    "actions": _actions,
    # A case has chapters, and folds of its own.
    "case": lambda material: [],
    "linkages": _linkages,
    "meetings": lambda material: [meetings_block(material)],
    "agenda": _agenda,
    "survey": _survey,
    "kick_off": lambda material: [kick_off_block(material.city)],
}


def source_blocks(source: str, material: Material) -> list[Block]:
    """What there is of one source, in pieces. No query."""
    return [block for block in SOURCES[source](material) if block.text.strip()]
