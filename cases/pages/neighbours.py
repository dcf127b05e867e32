"""What an editor sees of other cities while writing: no more than the person may read anyway."""

from dataclasses import dataclass

from django.urls import reverse

from cases.focus import with_question
from cases.models import Case, CaseQuerySet
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
    # Names and addresses alone: a city has long texts.
    named = _shared(case, user).select_related(None).select_related("city")
    named = named.only("city__name", "city__slug")
    return [OtherCity(other.city, _address(case, other.city, section)) for other in named]


def _issues(case: Case, section: Section, user: User) -> list[OtherCity]:
    in_focus = {
        other.city_id: other for other in with_question(_shared(case, user)).exclude(asked="")
    }
    cities = City.objects.visible_to(user).in_programme(case.programme).exclude(pk=case.city_id)
    found = []
    for city in cities.select_related("group"):
        other = in_focus.get(city.pk)
        if other:
            asked = other.asked
            found.append(OtherCity(city, _address(case, city, section), asked))
        elif city.preliminary_issue:
            found.append(OtherCity(city, "", city.preliminary_issue, is_preliminary=True))
    return found


def _shared(case: Case, user: User) -> CaseQuerySet:
    return (
        Case.objects.shared_with(user)
        .in_programme(case.programme)
        .exclude(pk=case.pk)
        .select_related("city__group", "programme")
    )


def _address(case: Case, city: City, section: Section) -> str:
    url = reverse("cases:detail", args=[case.programme.slug, city.slug])
    return f"{url}#{section.key}"
