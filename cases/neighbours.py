"""What an editor sees of other cities while writing: no more than the person may read anyway."""

from dataclasses import dataclass

from django.db import models
from django.urls import reverse

from cases.models import Case, StrategicIssue
from cases.outline import Section
from cases.progress import FOCUS_SECTION
from programme.models import City, User


@dataclass(frozen=True)
class OtherCity:
    """Another city, with its issue or the address of its section."""

    city: City
    url: str = ""
    issue: str = ""
    # The wording of the kick-off, while there is no distributed case.
    is_preliminary: bool = False


def others_for(case: Case, section: Section, user: User) -> list[OtherCity]:
    """For the strategic issues the issues of the other cities, otherwise the same section of
    their distributed cases. One or two queries."""
    if section.key == FOCUS_SECTION:
        return _issues(case, section, user)
    return [OtherCity(other.city, _address(other, section)) for other in _shared(case, user)]


def _issues(case: Case, section: Section, user: User) -> list[OtherCity]:
    in_focus = {
        issue.case.city_id: issue
        for issue in StrategicIssue.objects.filter(
            is_in_focus=True, case__in=_shared(case, user)
        ).select_related("case__city", "case__programme")
    }
    cities = City.objects.visible_to(user).in_programme(case.programme).exclude(pk=case.city_id)
    found = []
    for city in cities.select_related("group"):
        issue = in_focus.get(city.pk)
        if issue:
            found.append(OtherCity(city, _address(issue.case, section), issue.question))
        elif city.preliminary_issue:
            found.append(OtherCity(city, "", city.preliminary_issue, is_preliminary=True))
    return found


def _shared(case: Case, user: User) -> models.QuerySet[Case]:
    return (
        Case.objects.shared_with(user)
        .in_programme(case.programme)
        .exclude(pk=case.pk)
        .select_related("city__group", "programme")
    )


def _address(case: Case, section: Section) -> str:
    url = reverse("cases:detail", args=[case.programme.slug, case.city.slug])
    return f"{url}#{section.key}"
