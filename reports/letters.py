"""The mails about a report: to those who have to act next, in plain words, each once."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.letters.writing import Template
from programme.models import STAFF_ROLES, Activity, Programme, Role, User
from programme.writing.services import digest_of
from reports.letter_kinds import (
    APPROVAL,
    CHECK,
    CHECK_REMINDER,
    MORE_TIME,
    RECALLED,
    REVIEW,
    SENT_BACK,
    TIME_ASKED,
    TO_PUBLISH,
)
from reports.models import AnyReport, CityReport, FactCheck, Verdict

CHECK_PAGE = "city_report_check"


def ask_for_review(report: AnyReport, *, by: User, entry: Activity) -> None:
    """To the experts and the coordinator, but for who asked."""
    people = _people(report, STAFF_ROLES, but=by)
    _write(report, REVIEW, people, {"who": by.name}, key=f"report:review:{entry.pk}")


def tell_writers(
    report: AnyReport, *, by: User | None, entry: Activity, check: FactCheck | None = None
) -> None:
    """To the experts: it is to be written on, and why."""
    objections = check.objections.count() if check else 0
    counted = ngettext(
        "%(number)s paragraph is marked as not right.",
        "%(number)s paragraphs are marked as not right.",
        objections,
    ) % {"number": objections}
    values = {
        "sentence": entry.sentence,
        "remark": entry.remark,
        "objections": counted if objections else "",
    }
    people = _people(report, [Role.EXPERT], but=by)
    _write(report, SENT_BACK, people, values, key=f"report:back:{entry.pk}")


def ask_city(check: FactCheck, *, by: User) -> None:
    """To the editors of the host city: what is asked, and until when."""
    report = check.city_report
    values = {"day": _day(check), "experts": _programme(report).expert_label}
    people = _editors(report, but=by)
    _write(report, CHECK, people, values, key=f"fact-check:{check.pk}", page=CHECK_PAGE)


def reaches_city(report: CityReport) -> bool:
    """Whether anybody can speak for the host city."""
    return bool(_editors(report))


def remind_city(check: FactCheck) -> None:
    report = check.city_report
    rows = list(check.paragraphs.values_list("verdict", flat=True))
    looked = ngettext(
        "%(looked)s of %(total)s paragraph is looked at.",
        "%(looked)s of %(total)s paragraphs are looked at.",
        len(rows),
    ) % {"looked": sum(1 for verdict in rows if verdict), "total": len(rows)}
    then = _("If you say nothing more, the text is taken as right.")
    if Verdict.WRONG in rows:
        experts = {"experts": _programme(report).expert_label}
        then = _("After that day the report goes back to %(experts)s with your objections.")
        then %= experts
    values = {"day": _day(check), "looked": looked, "then": then}
    key = f"fact-check:{check.pk}:reminder:{check.due_on}"
    _write(report, CHECK_REMINDER, _editors(report), values, key=key, page=CHECK_PAGE)


def tell_city_of_time(check: FactCheck, *, reason: str, entry: Activity, by: User) -> None:
    report = check.city_report
    values = {"day": _day(check), "remark": reason}
    people = _editors(report, but=by)
    key = f"fact-check:{check.pk}:time:{entry.pk}"
    _write(report, MORE_TIME, people, values, key=key, page=CHECK_PAGE)


def tell_city_of_recall(check: FactCheck, *, by: User) -> None:
    report = check.city_report
    values = {"experts": _programme(report).expert_label, "remark": check.remark}
    people = _editors(report, but=by)
    key = f"fact-check:{check.pk}:recalled"
    _write(report, RECALLED, people, values, key=key, page=CHECK_PAGE)


def ask_for_time(check: FactCheck, *, by: User, reason: str) -> None:
    """To the coordinator, who gives it or not. The same wish for the same day is one mail."""
    report = check.city_report
    wish = digest_of({"reason": reason, "due_on": check.due_on})
    values = {
        "city": report.workshop.place_name,
        "who": by.name,
        "day": _day(check),
        "remark": reason,
    }
    people = _people(report, [Role.COORDINATOR])
    key = f"fact-check:{check.pk}:asked:{wish}"
    _write(report, TIME_ASKED, people, values, key=key, page=CHECK_PAGE)


def ask_for_approval(report: CityReport, *, by: User | None, entry: Activity) -> None:
    """To the coordinator: the check is over and well."""
    people = _people(report, [Role.COORDINATOR], but=by)
    values = {"sentence": entry.sentence}
    _write(report, APPROVAL, people, values, key=f"report:checked:{entry.pk}")


def tell_publishers(report: AnyReport, *, by: User, entry: Activity) -> None:
    """To those who publish it."""
    roles = STAFF_ROLES if isinstance(report, CityReport) else [Role.COORDINATOR]
    values = {"sentence": entry.sentence}
    people = _people(report, roles, but=by)
    _write(report, TO_PUBLISH, people, values, key=f"report:approved:{entry.pk}")


def _write(
    report: AnyReport,
    kind: str,
    people: Iterable[User],
    values: Mapping[str, object],
    *,
    key: str,
    page: str = "",
) -> None:
    """The same mail to each of them."""
    template = Template.of(_programme(report), kind)
    said = {"report": report, "link": _address(report, page), **values}
    for person in people:
        template.post({"name": person.name, **said}, to=person, source_key=key)


def _day(check: FactCheck) -> str:
    return date_format(check.due_on, "l j F Y")


def _address(report: AnyReport, page: str) -> str:
    path = report.get_absolute_url()
    if page and isinstance(report, CityReport):
        workshop = report.workshop
        path = reverse(f"reports:{page}", args=[workshop.programme.slug, workshop.slug])
    return f"{settings.SITE_URL}{quote(path)}"


def _programme(report: AnyReport) -> Programme:
    return report.workshop.programme if isinstance(report, CityReport) else report.programme


def _people(
    report: AnyReport, roles: Iterable[Role], *, but: User | None = None, **more: Any
) -> list[User]:
    """The active people with one of these roles in the programme. One query."""
    found = User.objects.filter(
        memberships__programme=_programme(report),
        memberships__role__in=list(roles),
        is_active=True,
        **more,
    )
    return list(found.exclude(pk=but.pk if but else None).distinct().order_by("pk"))


def _editors(report: CityReport, *, but: User | None = None) -> list[User]:
    return _people(report, [Role.EDITOR], but=but, memberships__city=report.workshop.city)
