"""Who may move a report, what is offered to whom, and what comes next. Runs no query."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programme.access import Seat
from reports.models import CITY_STATUSES, CityReport, FinalReport, ReportStatus

AnyReport = CityReport | FinalReport

STATUS_CHIPS: dict[str, str] = {
    ReportStatus.DRAFTING: "chip-due",
    ReportStatus.WITH_CITY: "chip-info",
    ReportStatus.CHECKED: "chip-info",
    ReportStatus.PUBLISHED: "chip-done",
}


def writes_reports(seat: Seat) -> bool:
    """One of those who write reports while they are open."""
    return seat.is_expert or seat.user.is_superuser


def may_write(seat: Seat, report: AnyReport) -> bool:
    """As ``editable_by`` of either report, without a query."""
    return report.status != ReportStatus.PUBLISHED and writes_reports(seat)


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
    "send": (gettext_lazy("Send to %(city)s"), False, gettext_lazy("Sending…")),
    "confirm": (gettext_lazy("The facts are right"), False, gettext_lazy("Saving…")),
    "return": (gettext_lazy("Send back with a remark…"), True, gettext_lazy("Sending…")),
    "publish": (gettext_lazy("Publish…"), True, gettext_lazy("Publishing…")),
    "reopen": (gettext_lazy("Open again…"), True, gettext_lazy("Opening…")),
}


def moves_for(seat: Seat, report: AnyReport, *, empty: int) -> list[Move]:
    """The moves that the report can make now and this person may, what leads on comes last.

    ``empty`` is how many parts have no text: with one such, it can only go back.
    """
    if report.status == ReportStatus.PUBLISHED:
        return [_move(report, "reopen")] if may_publish(seat, report) else []
    moves = _moves_of_check(seat, report, empty=empty) if isinstance(report, CityReport) else []
    if may_publish(seat, report) and not empty:
        moves.append(_move(report, "publish", is_primary=not warning_before_publishing(report)))
    return moves


def warning_before_publishing(report: AnyReport) -> str:
    """What whoever publishes it should know; empty when nothing speaks against it."""
    if isinstance(report, CityReport) and report.status != ReportStatus.CHECKED:
        return _("%(city)s has not said yet that the facts are right.") % {
            "city": report.workshop.place_name
        }
    return ""


def _moves_of_check(seat: Seat, report: CityReport, *, empty: int) -> list[Move]:
    """To the city and back."""
    if report.status == ReportStatus.WITH_CITY:
        if not seat.edits(report.workshop.city):
            return []
        back = _move(report, "return")
        return [back, _move(report, "confirm", is_primary=True)]
    if seat.is_expert and not empty:
        return [_move(report, "send", is_primary=report.status == ReportStatus.DRAFTING)]
    return []


def _move(report: AnyReport, verb: str, *, is_primary: bool = False) -> Move:
    label, asks, busy = BUTTONS[verb]
    if isinstance(report, CityReport):
        name = f"reports:city_report_{verb}"
        arguments = [report.workshop.programme.slug, report.workshop.slug]
        words = {"city": report.workshop.place_name}
    else:
        name, arguments, words = f"reports:final_report_{verb}", [report.programme.slug], {}
    url = reverse(name, args=arguments)
    return Move(verb, str(label) % words, url, asks, str(busy), is_primary)


@dataclass(frozen=True)
class NextStep:
    """What comes next and who must do it."""

    heading: str
    sentence: str
    is_mine: bool = False


def next_step(seat: Seat, report: AnyReport | None, *, empty: int, is_changed: bool) -> NextStep:
    """Where the report stands. None: a city report that nobody has begun.

    ``empty`` is how many parts have no text; ``is_changed`` whether a part was changed after the
    city found the facts right.
    """
    names = {"expert": seat.programme.expert_label}
    if report is None:
        return _step(seat.is_expert, names, _("Nobody has begun to write it yet."), "expert")
    if isinstance(report, CityReport):
        names["city"] = report.workshop.place_name
    if report.status == ReportStatus.PUBLISHED:
        return NextStep(_("Published"), _("Every member can read it."))
    if empty:
        sentence = ngettext(
            "%(empty)s part has no text yet.", "%(empty)s parts have no text yet.", empty
        ) % {"empty": empty}
        return _step(seat.is_expert, names, sentence, "expert")
    if isinstance(report, FinalReport):
        sentence = _("All parts are written. The coordinator approves and publishes it.")
        return _step(seat.is_coordinator, names, sentence)
    return _step_of_whole(seat, report, names, is_changed=is_changed)


def _step_of_whole(
    seat: Seat, report: CityReport, names: dict[str, str], *, is_changed: bool
) -> NextStep:
    if report.status == ReportStatus.WITH_CITY:
        mine = seat.edits(report.workshop.city)
        sentence = _("%(city)s says whether the facts are right, or sends it back with a remark.")
        if mine:
            sentence = _(
                "Read it: you know whether it is true. Say that the facts are right, or send it "
                "back with a remark."
            )
        return _step(mine, names, sentence, "city")
    if report.status == ReportStatus.CHECKED:
        sentence = _("%(city)s found the facts right. The report can be published.")
        if is_changed:
            sentence = _(
                "%(city)s found the facts right, but the text was changed afterwards. Send it to "
                "%(city)s again, or publish it."
            )
        if seat.is_staff:
            return _step(True, names, sentence)
        return _step(False, names, _("%(city)s found the facts right."), "expert")
    sentence = _("All parts are written. %(city)s checks the facts before it is published.")
    return _step(seat.is_expert, names, sentence, "expert")


def _step(is_mine: bool, names: dict[str, str], sentence: str, waits_for: str = "") -> NextStep:
    heading = _("It is your turn")
    if not is_mine:
        whom = names.get(waits_for)
        heading = (
            _("Waits for %(whom)s") % {"whom": whom} if whom else _("Waits for the coordinator")
        )
    return NextStep(heading, sentence % names, is_mine)
