"""The mails about a report: to those who have to act next, in plain words, each once."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.mail import post
from programme.models import STAFF_ROLES, Activity, Programme, Role, User
from programme.writing.services import digest_of
from reports.models import AnyReport, CityReport, FactCheck, Verdict

KIND = "report"


def ask_for_review(report: AnyReport, *, by: User, entry: Activity) -> None:
    """To the experts and the coordinator, but for who asked."""
    _write(
        report,
        _people(report, STAFF_ROLES, but=by),
        _("Please review: %(report)s"),
        _(
            "%(name)s asks for an internal review of %(report)s. Read it, then send it on or back "
            "with a remark."
        ),
        by=by,
        key=f"report:review:{entry.pk}",
    )


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
    _write(
        report,
        _people(report, [Role.EXPERT], but=by),
        _("Please mend: %(report)s"),
        _literal(entry.sentence),
        _literal(entry.remark),
        _literal(counted) if objections else "",
        by=by,
        key=f"report:back:{entry.pk}",
    )


def ask_city(check: FactCheck, *, by: User) -> None:
    """To the editors of the host city: what is asked, and until when."""
    report = check.city_report
    _write(
        report,
        _editors(report, but=by),
        _("Please check the facts until %(day)s: %(report)s"),
        _(
            "%(experts)s has written %(report)s. You know whether it is true: say of each "
            "paragraph whether it is right."
        ),
        _(
            "Your last day is %(weekday)s, %(day)s. Whoever says nothing until then agrees. You "
            "can ask for more time."
        ),
        by=by,
        key=f"fact-check:{check.pk}",
        page="city_report_check",
        check=check,
    )


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
    silence = _("If you say nothing more, the text is taken as right.")
    if Verdict.WRONG in rows:
        silence = _("After that day the report goes back to %(experts)s with your objections.")
    _write(
        report,
        _editors(report),
        _("Until %(day)s: check the facts of %(report)s"),
        _("Your last day to check %(report)s is %(weekday)s, %(day)s."),
        f"{_literal(looked)} {silence}",
        by=None,
        key=f"fact-check:{check.pk}:reminder:{check.due_on}",
        page="city_report_check",
        check=check,
    )


def tell_city_of_time(check: FactCheck, *, reason: str, entry: Activity, by: User) -> None:
    report = check.city_report
    _write(
        report,
        _editors(report, but=by),
        _("More time, until %(day)s: %(report)s"),
        _("You have until %(weekday)s, %(day)s, to check the facts of %(report)s."),
        _literal(reason),
        by=by,
        key=f"fact-check:{check.pk}:time:{entry.pk}",
        page="city_report_check",
        check=check,
    )


def tell_city_of_recall(check: FactCheck, *, by: User) -> None:
    report = check.city_report
    _write(
        report,
        _editors(report, but=by),
        _("Not to be checked for now: %(report)s"),
        _(
            "%(experts)s has taken %(report)s back before you had finished. What you have said of "
            "it is kept, and you are asked again."
        ),
        _literal(check.remark),
        by=by,
        key=f"fact-check:{check.pk}:recalled",
        page="city_report_check",
        check=check,
    )


def ask_for_time(check: FactCheck, *, by: User, reason: str) -> None:
    """To the coordinator, who gives it or not. The same wish for the same day is one mail."""
    report = check.city_report
    wish = digest_of({"reason": reason, "due_on": check.due_on})
    _write(
        report,
        _people(report, [Role.COORDINATOR]),
        _("%(city)s asks for more time: %(report)s"),
        _("%(name)s asks for more time to check the facts. The last day is %(weekday)s, %(day)s."),
        _literal(reason),
        by=by,
        key=f"fact-check:{check.pk}:asked:{wish}",
        page="city_report_check",
        check=check,
    )


def ask_for_approval(report: CityReport, *, by: User | None, entry: Activity) -> None:
    """To the coordinator: the check is over and well."""
    _write(
        report,
        _people(report, [Role.COORDINATOR], but=by),
        _("Please approve: %(report)s"),
        _literal(entry.sentence),
        _("You approve the text, then it can be published."),
        by=by,
        key=f"report:checked:{entry.pk}",
    )


def tell_publishers(report: AnyReport, *, by: User, entry: Activity) -> None:
    """To those who publish it."""
    roles = STAFF_ROLES if isinstance(report, CityReport) else [Role.COORDINATOR]
    _write(
        report,
        _people(report, roles, but=by),
        _("Ready to be published: %(report)s"),
        _literal(entry.sentence),
        _("It can be published now."),
        by=by,
        key=f"report:approved:{entry.pk}",
    )


def _write(
    report: AnyReport,
    people: Iterable[User],
    subject: str,
    *sentences: str,
    by: User | None,
    key: str,
    page: str = "",
    check: FactCheck | None = None,
) -> None:
    """The same mail to each of them; its words may name what ``_words`` gives."""
    programme = _programme(report)
    words = _words(report, programme, by, check)
    for person in people:
        paragraphs = [
            _("Dear %(name)s,") % {"name": person.name},
            *(sentence % words for sentence in sentences if sentence),
            _address(report, page),
        ]
        post(
            programme,
            kind=KIND,
            subject=subject % words,
            body="\n\n".join(paragraphs),
            to=person,
            source_key=key,
        )


def _words(
    report: AnyReport, programme: Programme, by: User | None, check: FactCheck | None
) -> dict[str, Any]:
    words: dict[str, Any] = {
        "report": report,
        "experts": programme.expert_label,
        "name": by.name if by else "",
    }
    if isinstance(report, CityReport):
        words["city"] = report.workshop.place_name
    if check:
        words["day"] = date_format(check.due_on, "j F Y")
        words["weekday"] = date_format(check.due_on, "l")
    return words


def _literal(text: str) -> str:
    """Words of others, which name nothing of ours."""
    return text.replace("%", "%%")


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
