import pytest
from django.core.management import call_command
from django.urls import reverse

from programme.demo.log_ins import EMAILS, PASSWORD
from programme.models import Membership, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo():
    call_command("load_demo", verbosity=0)


def test_the_log_in_page_of_a_demo_offers_one_person_for_each_role(client, demo, settings):
    settings.DEMO = True

    page = client.get(reverse("account_login")).content.decode()

    assert [email for email in EMAILS if email not in page] == []
    seats = Membership.objects.filter(user__email__in=EMAILS, programme__slug="clusnet")
    assert {seat.role for seat in seats} == set(Role.values)


def test_the_log_in_page_of_any_other_site_names_nobody(client, demo, settings):
    settings.DEMO = False

    page = client.get(reverse("account_login")).content.decode()

    assert [email for email in EMAILS if email in page] == []
    assert PASSWORD not in page


@pytest.mark.parametrize("email", EMAILS)
def test_a_person_of_the_demo_gets_in_with_the_password_of_the_readme(client, demo, email):
    response = client.post(reverse("account_login"), {"login": email, "password": PASSWORD})

    assert response.status_code == 302
    assert client.get("/clusnet/").status_code == 200
