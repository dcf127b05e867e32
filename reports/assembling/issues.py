"""Part 4: the issue that was discussed, the ways considered, and what is proposed."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.article import Issue
from cases.models import ActionStatus, DiscussionPhase, ProposedAction
from reports.assembling.blocks import Block, headed, listed, paragraphs, plain
from reports.assembling.board import board_block
from reports.assembling.material import Material
from reports.assembling.notes import note_blocks
from reports.assembling.summary import ISSUES, edition_words, lead_block


def issue_blocks(material: Material) -> list[Block]:
    """The issue in focus, the parked ones, the discussion and the board, and the actions."""
    article = material.article
    chapters = article.chapters if article else []
    return [
        focus_block(material),
        *(lead_block(material, chapter) for chapter in chapters if chapter.key == ISSUES),
        *note_blocks(material.noted_at(*material.discussions)),
        board_block(material, DiscussionPhase.DIAGNOSIS),
        board_block(material, DiscussionPhase.OPTIONS),
        board_block(material, DiscussionPhase.SOLUTION),
        actions_block(material),
        parked_block(material),
    ]


def focus_block(material: Material) -> Block:
    """The question as it was distributed, who decides it and by when."""
    issue = material.article.issue if material.article else None
    text = _issue(issue) if issue else ""
    return Block(text, edition_words(material), title=_("The issue in focus"))


def _issue(issue: Issue) -> str:
    question = _("The issue in focus was: *%(question)s*") % {"question": plain(issue.question)}
    more = []
    if issue.decided_by:
        more.append(_("It is decided by %(who)s.") % {"who": issue.decided_by})
    if issue.decide_by:
        day = date_format(issue.decide_by, "j F Y")
        more.append(_("It is to be decided by %(day)s.") % {"day": day})
    parts = [question, plain(" ".join(more)), paragraphs(issue.background)]
    return "\n\n".join(filter(None, parts))


def parked_block(material: Material) -> Block:
    """The issues that were not discussed."""
    parked = material.article.parked if material.article else []
    title = _("Parked issues")
    text = headed(title, listed(plain(issue.question) for issue in parked))
    return Block(text, edition_words(material), title=title)


def actions_block(material: Material) -> Block:
    """What is proposed, and what the host says to it."""
    title = _("Proposed actions")
    return Block(
        headed(title, listed(action_words(action) for action in material.actions)),
        _("From the proposed actions with the answers of %(city)s") % {"city": material.city.name},
        title=title,
    )


def action_words(action: ProposedAction) -> str:
    """“**Göteborg A3**: text (owner, level). Accepted: answer”, in one line of Markdown."""
    who = ", ".join(filter(None, [action.owner, action.get_level_display()]))
    words = f"**{plain(action.identifier)}**: {plain(action.text.rstrip('.'))} ({plain(who)})"
    if action.status == ActionStatus.PROPOSED:
        return _("%(action)s. Not answered yet.") % {"action": words}
    answer = ": ".join(filter(None, [action.get_status_display(), action.response]))
    words = f"{words}. {plain(answer)}"
    return f"{words} ({plain(action.get_progress_display())})" if action.progress else words
