import pytest
from django.urls import reverse

from programme.demo.log_ins import EMAILS, PASSWORD
from programme.models import Role
from tests.factories import CityFactory, MembershipFactory, ProgrammeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def seats():
    """One seat for each address in a demo programme, and one for somebody else."""
    city = CityFactory(programme=ProgrammeFactory(is_demo=True))
    roles = [Role.COORDINATOR, Role.EXPERT, Role.EDITOR, Role.PARTICIPANT]
    MembershipFactory(programme=city.programme, city=city)
    return [
        MembershipFactory(programme=city.programme, city=city, role=role, user__email=email)
        for email, role in zip(EMAILS, roles, strict=True)
    ]


def test_the_log_in_page_of_a_demo_offers_one_person_for_each_role(client, seats, settings):
    settings.DEMO = True

    response = client.get(reverse("account_login"))

    assert response.context["seats"] == seats
    page = response.content.decode()
    assert [seat.label for seat in seats if seat.label not in page] == []
    assert PASSWORD in page


def test_the_log_in_page_of_any_other_site_names_nobody(client, seats, settings):
    settings.DEMO = False

    page = client.get(reverse("account_login")).content.decode()

    assert [email for email in EMAILS if email in page] == []
    assert PASSWORD not in page


def test_people_of_a_real_programme_are_never_offered(client, seats, settings):
    settings.DEMO = True
    programme = seats[0].programme
    programme.is_demo = False
    programme.save(update_fields=["is_demo"])

    assert PASSWORD not in client.get(reverse("account_login")).content.decode()
