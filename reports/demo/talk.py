"""Comments on the demonstration reports: among the experts, and with the city that checks one.

The words are invented for the demonstration.
"""

from typing import Any

from programme.access import Seat
from programme.models import Programme, Role, User
from programme.writing.comments.services import add_comment, resolve_comment
from reports.models import AnyReport, CityReport, FinalReport
from reports.writing.talk import CommentedReport

# By city: the role that speaks, the part, whether the city reads it, and what is said.
SAID: dict[str, tuple[tuple[str, str, bool, str], ...]] = {
    "budapest": (
        (Role.EDITOR, "policy", False, "The grant was renewed in spring. Please say until when."),
        (Role.COORDINATOR, "experiences", True, "Do we say this so openly about our host?"),
    ),
    "eindhoven": (
        (Role.COORDINATOR, "case", True, "A reader who was not there needs a sentence on SMEs."),
        (Role.EXPERT, "linkages", True, "Who was it from Dortmund? I ask before we print it."),
    ),
}
ANSWERS = {"budapest": "Until the end of next year; I add it.", "eindhoven": "Done."}


def load(programme: Programme) -> None:
    """Let those who work on the reports speak about them."""
    expert = _person(programme, Role.EXPERT)
    for slug, lines in SAID.items():
        report = CityReport.objects.get(workshop__programme=programme, workshop__city__slug=slug)
        for role, part, is_internal, text in lines:
            by = _person(programme, role, slug)
            _say(report, by, text, about=part, quote=_begin(report, part), is_internal=is_internal)
        first = report.comments.order_by("pk")[0]
        _say(report, expert, ANSWERS[slug], parent=first)
    resolve_comment(_subject(report, expert), first, by=expert)
    final = FinalReport.objects.get(programme=programme)
    coordinator = _person(programme, Role.COORDINATOR)
    _say(final, coordinator, "Half a page is enough. The summary says the rest.", about="foreword")


def _person(programme: Programme, role: str, city: str = "") -> User:
    found = programme.memberships.filter(role=role)
    if role == Role.EDITOR:
        found = found.filter(city__slug=city)
    return found.order_by("pk")[0].user


def _subject(report: AnyReport, by: User) -> CommentedReport:
    programme = report.workshop.programme if isinstance(report, CityReport) else report.programme
    return CommentedReport.of(
        Seat(by, programme, list(by.memberships.filter(programme=programme))), report
    )


def _say(report: AnyReport, by: User, text: str, **where: Any) -> None:
    add_comment(_subject(report, by), by=by, text=text, **where)


def _begin(report: CityReport, part: str) -> str:
    """The first words of a part, to quote."""
    words = report.sections.get(key=part).text.replace("*", "").strip("- ").split()
    return " ".join(words[:6])
