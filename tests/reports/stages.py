"""Reports brought to a stage by the services, as people would bring them there."""

from programme.models import Role
from reports import services
from reports.models import CityReport, ReportStatus
from tests import factories


def people_of(report):
    """An expert, the coordinator and, for a city report, an editor of its city; made if missing."""
    is_of_city = isinstance(report, CityReport)
    programme = report.workshop.programme if is_of_city else report.programme
    city = report.workshop.city if is_of_city else None
    return [
        _holder(programme, Role.EXPERT),
        _holder(programme, Role.COORDINATOR),
        _holder(programme, Role.EDITOR, city) if city else None,
    ]


def bring_to(report, status):
    """Move an open report on until it has this status; returns it as it is then."""
    expert, coordinator, editor = people_of(report)
    moves = {
        ReportStatus.DRAFTING: lambda: services.ask_review(report, by=expert),
        ReportStatus.IN_REVIEW: lambda: services.send_to_city(report, by=coordinator),
        ReportStatus.WITH_CITY: lambda: services.confirm_facts(report, by=editor),
        ReportStatus.CHECKED: lambda: services.approve(report, by=coordinator),
        ReportStatus.APPROVED: lambda: services.publish(report, by=coordinator),
    }
    if editor is None:
        moves[ReportStatus.IN_REVIEW] = lambda: services.approve(report, by=coordinator)
    report.refresh_from_db()
    while report.status != status:
        moves[report.status]()
        report.refresh_from_db()
    return type(report).objects.get(pk=report.pk)


def publish(report):
    """Through review, check and approval to its next edition, which is returned."""
    return bring_to(report, ReportStatus.PUBLISHED).editions.order_by("number").last()


def _holder(programme, role, city=None):
    found = programme.memberships.filter(role=role)
    if city:
        found = found.filter(city=city)
    membership = found.order_by("pk").first()
    if membership is None:
        membership = factories.MembershipFactory(programme=programme, role=role, city=city)
    return membership.user


def finals(programme):
    """The final report of the programme, through to its edition."""
    return publish(factories.FinalReportFactory(programme=programme, parts="Learnt."))
