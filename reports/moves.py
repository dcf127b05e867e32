"""Who may move a report, what is offered to whom, and what comes next. Runs no query."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programme.access import Seat
from reports.addresses import url_of
from reports.models import (
    CITY_STATUSES,
    CLOSED_STATUSES,
    AnyReport,
    CityReport,
    FinalReport,
    ReportStatus,
)

STATUS_CHIPS: dict[str, str] = {
    ReportStatus.DRAFTING: "chip-due",
    ReportStatus.IN_REVIEW: "chip-info",
    ReportStatus.WITH_CITY: "chip-info",
    ReportStatus.CHECKED: "chip-info",
    ReportStatus.APPROVED: "chip-info",
    ReportStatus.PUBLISHED: "chip-done",
}


def writes_reports(seat: Seat) -> bool:
    """One of those who write reports while they are open."""
    return seat.is_expert


def may_write(seat: Seat, report: AnyReport) -> bool:
    """As ``editable_by`` of either report, without a query."""
    return report.status not in CLOSED_STATUSES and writes_reports(seat)


def may_read_draft(seat: Seat, report: AnyReport) -> bool:
    """As ``draft_visible_to`` of either report, without a query."""
    if isinstance(report, CityReport) and report.status in CITY_STATUSES:
        return seat.is_staff or seat.edits(report.workshop.city)
    return seat.is_staff


def status_for(seat: Seat, report: AnyReport) -> ReportStatus:
    """The status as the person may know it: who reads editions alone is told of no draft."""
    if may_read_draft(seat, report):
        return ReportStatus(report.status)
    return ReportStatus.PUBLISHED


def may_publish(seat: Seat, report: AnyReport) -> bool:
    """Coordinator and experts publish a city report; the final report is the coordinator's."""
    return seat.is_coordinator if isinstance(report, FinalReport) else seat.is_staff


@dataclass(frozen=True)
class Move:
    """A button. ``asks``: it leads to a page that asks something first."""

    verb: str
    label: str
    url: str
    asks: bool
    busy: str
    is_primary: bool = False


# Label, whether it asks something first, what the button says meanwhile.
BUTTONS: dict[str, tuple[Promise, bool, Promise]] = {
    "review": (gettext_lazy("Ask for a review"), False, gettext_lazy("Asking…")),
    "back": (gettext_lazy("Back with a remark…"), True, gettext_lazy("Sending…")),
    "send": (gettext_lazy("Send to %(city)s…"), True, gettext_lazy("Sending…")),
    "check": (gettext_lazy("Check the facts"), True, gettext_lazy("Opening…")),
    "check_extend": (gettext_lazy("Give more time…"), True, gettext_lazy("Saving…")),
    "recall": (gettext_lazy("Take it back…"), True, gettext_lazy("Taking back…")),
    "approve": (gettext_lazy("Approve"), False, gettext_lazy("Approving…")),
    "publish": (gettext_lazy("Publish…"), True, gettext_lazy("Publishing…")),
    "reopen": (gettext_lazy("Open again…"), True, gettext_lazy("Opening…")),
}


# What leads on; the others lead back.
LEADING = ("review", "send", "check", "approve", "publish")


@dataclass(frozen=True)
class Standing:
    """What is known of a report beside its state; the words and the moves follow from it."""

    # How many parts have no text.
    empty: int = 0
    # How many were assembled from the sources, and nobody has written on them.
    untouched: int = field(default=0, kw_only=True)
    # The text is not the one that the city has checked.
    is_changed: bool = False
    # How many objections of the city have no answer.
    unanswered: int = 0
    # Who asked for the internal review, by key.
    asked_by: int | None = None
    # The city's last day, in words, while it checks; how far it is; how many objections it has.
    last_day: str = ""
    looked_at: str = ""
    objections: int = 0


def moves_for(seat: Seat, report: AnyReport, standing: Standing) -> list[Move]:
    """The moves that the report can make now and this person may, what leads on comes last."""
    verbs = {
        ReportStatus.DRAFTING: _verbs_of_draft,
        ReportStatus.IN_REVIEW: _verbs_of_review,
        ReportStatus.WITH_CITY: _verbs_with_city,
        ReportStatus.CHECKED: _verbs_of_checked,
        ReportStatus.APPROVED: _verbs_of_approved,
        ReportStatus.PUBLISHED: _verbs_of_published,
    }[ReportStatus(report.status)](seat, report, standing)
    return [_move(report, verb, is_primary=verb in LEADING) for verb in verbs]


def may_pass_review(seat: Seat, asked_by: int | None) -> bool:
    """The coordinator, or an expert who did not ask for it: another pair of eyes."""
    return seat.is_coordinator or (seat.is_expert and seat.user.pk != asked_by)


def _verbs_of_draft(seat: Seat, report: AnyReport, standing: Standing) -> list[str]:
    is_ready = not standing.empty and not standing.unanswered
    return ["review"] if writes_reports(seat) and is_ready else []


def _verbs_of_review(seat: Seat, report: AnyReport, standing: Standing) -> list[str]:
    if not seat.is_staff:
        return []
    on = ""
    if not standing.empty and may_pass_review(seat, standing.asked_by):
        on = "send"
        if isinstance(report, FinalReport):
            on = "approve" if seat.is_coordinator else ""
    return ["back", on] if on else ["back"]


def _verbs_with_city(seat: Seat, report: AnyReport, standing: Standing) -> list[str]:
    is_host = isinstance(report, CityReport) and seat.edits(report.workshop.city)
    staff = ["recall", "check_extend"] if seat.is_staff else []
    return [*staff, *(["check"] if is_host else [])]


def _verbs_of_checked(seat: Seat, report: AnyReport, standing: Standing) -> list[str]:
    if not seat.is_staff:
        return []
    if standing.is_changed:
        return ["reopen", "send"]
    return ["reopen", "approve"] if seat.is_coordinator else ["reopen"]


def _verbs_of_approved(seat: Seat, report: AnyReport, standing: Standing) -> list[str]:
    return ["reopen", "publish"] if may_publish(seat, report) else []


def _verbs_of_published(seat: Seat, report: AnyReport, standing: Standing) -> list[str]:
    return ["reopen"] if may_publish(seat, report) else []


def _move(report: AnyReport, verb: str, *, is_primary: bool = False) -> Move:
    label, asks, busy = BUTTONS[verb]
    words = {"city": report.workshop.place_name if isinstance(report, CityReport) else ""}
    return Move(verb, str(label) % words, url_of(report, verb), asks, str(busy), is_primary)


@dataclass(frozen=True)
class NextStep:
    """What comes next and who must do it."""

    heading: str
    sentence: str
    is_mine: bool = False


def next_step(seat: Seat, report: AnyReport | None, standing: Standing) -> NextStep:
    """Where the report stands. None: a city report that nobody has begun."""
    words = _words(seat, report, standing)
    if report is None:
        return _step(seat.is_expert, words, _("Nobody has begun to write it yet."), "experts")
    if report.status == ReportStatus.PUBLISHED:
        return NextStep(_("Published"), _("Every member can read it."))
    if standing.empty and report.status not in CLOSED_STATUSES:
        sentence = ngettext(
            "%(empty)s part has no text yet.", "%(empty)s parts have no text yet.", standing.empty
        )
        return _step(seat.is_expert, words, sentence, "experts")
    steps = {
        ReportStatus.DRAFTING: _step_of_draft,
        ReportStatus.IN_REVIEW: _step_of_review,
        ReportStatus.WITH_CITY: _step_with_city,
        ReportStatus.CHECKED: _step_of_checked,
        ReportStatus.APPROVED: _step_of_approved,
    }
    return steps[ReportStatus(report.status)](seat, report, standing, words)


def _words(seat: Seat, report: AnyReport | None, standing: Standing) -> dict[str, Any]:
    return {
        "experts": seat.programme.expert_label,
        "city": report.workshop.place_name if isinstance(report, CityReport) else "",
        "empty": standing.empty,
        "untouched": standing.untouched,
        "unanswered": standing.unanswered,
        "objections": standing.objections,
        "day": standing.last_day,
        "looked_at": standing.looked_at,
    }


def _step_of_draft(
    seat: Seat, report: AnyReport, standing: Standing, words: dict[str, Any]
) -> NextStep:
    sentence = _("All parts are written. Another expert or the coordinator reads it next.")
    if standing.untouched:
        sentence = ngettext(
            "%(untouched)s part is only assembled from its sources.",
            "%(untouched)s parts are only assembled from their sources.",
            standing.untouched,
        )
    if standing.unanswered:
        sentence = ngettext(
            "%(unanswered)s objection of %(city)s waits for an answer: mend the text, or say why "
            "it is kept.",
            "%(unanswered)s objections of %(city)s wait for an answer: mend the text, or say why "
            "it is kept.",
            standing.unanswered,
        )
    return _step(seat.is_expert, words, sentence, "experts")


def _step_of_review(
    seat: Seat, report: AnyReport, standing: Standing, words: dict[str, Any]
) -> NextStep:
    if isinstance(report, FinalReport):
        sentence = _("Read it: the coordinator approves it, or sends it back with a remark.")
        return _step(seat.is_coordinator, words, sentence)
    if may_pass_review(seat, standing.asked_by):
        sentence = _("Read it, then send it to %(city)s for the check of facts, or back.")
        return _step(True, words, sentence)
    return _step(
        False, words, _("Another expert or the coordinator reads it, then %(city)s."), "review"
    )


def _step_with_city(
    seat: Seat, report: AnyReport, standing: Standing, words: dict[str, Any]
) -> NextStep:
    mine = isinstance(report, CityReport) and seat.edits(report.workshop.city)
    sentence = _("%(city)s checks the facts until %(day)s: %(looked_at)s.")
    if mine:
        sentence = _(
            "Say of each paragraph whether it is right. Your last day is %(day)s: %(looked_at)s."
        )
    return _step(mine, words, sentence, "city")


def _step_of_checked(
    seat: Seat, report: AnyReport, standing: Standing, words: dict[str, Any]
) -> NextStep:
    if standing.is_changed:
        sentence = _(
            "The text was changed after the check of facts. Send it to %(city)s again before it "
            "is approved."
        )
        return _step(seat.is_staff, words, sentence, "experts")
    sentence = _("The facts are checked. The coordinator approves the text.")
    if seat.is_coordinator:
        sentence = _("The facts are checked: approve the text, or open it again.")
    return _step(seat.is_coordinator, words, sentence)


def _step_of_approved(
    seat: Seat, report: AnyReport, standing: Standing, words: dict[str, Any]
) -> NextStep:
    sentence = _("It is approved and can be published. The text is closed.")
    waits_for = "" if isinstance(report, FinalReport) else "experts"
    return _step(may_publish(seat, report), words, sentence, waits_for)


def _step(is_mine: bool, words: dict[str, Any], sentence: str, waits_for: str = "") -> NextStep:
    heading = _("It is your turn")
    if not is_mine and waits_for == "review":
        heading = _("Waits for the review")
    elif not is_mine:
        whom = words.get(waits_for)
        heading = (
            _("Waits for %(whom)s") % {"whom": whom} if whom else _("Waits for the coordinator")
        )
    return NextStep(heading, sentence % words, is_mine)
