"""What somebody agrees to: each by itself, in words that are kept, taken back at once."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from programme.models import Activity, Consent, ConsentPurpose
from programme.privacy.agreed import open_addresses
from programme.privacy.consents import ConsentError, give_consent, withdraw_consent
from tests import factories
from workshops.papers.files import without_photo_consent

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_consent_is_given_once_in_its_words_and_stays_in_the_history_when_withdrawn(
    participant, programme
):
    given = give_consent(participant, programme, ConsentPurpose.LISTED, by=participant)

    again = give_consent(participant, programme, ConsentPurpose.LISTED, by=participant)
    withdraw_consent(participant, programme, ConsentPurpose.LISTED, by=participant)
    withdraw_consent(participant, programme, ConsentPurpose.LISTED, by=participant)

    given.refresh_from_db()
    assert again == given
    assert given.withdrawn_at >= given.given_at
    assert "e-mail address" in given.wording
    verbs = Activity.objects.about(given).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["consent_given", "consent_withdrawn"]


def test_who_agreed_to_other_words_agrees_anew_also_where_the_clock_was_set_back(
    participant, programme
):
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        older = give_consent(participant, programme, ConsentPurpose.NEWS, by=participant)
    Consent.objects.update(wording="Earlier words.")

    newer = give_consent(participant, programme, ConsentPurpose.NEWS, by=participant)

    older.refresh_from_db()
    assert older.withdrawn_at == older.given_at
    assert newer.wording != older.wording


def test_nobody_agrees_for_somebody_else(participant, coordinator, programme):
    with pytest.raises(ConsentError):
        give_consent(participant, programme, ConsentPurpose.PHOTOS, by=coordinator)

    assert not Consent.objects.exists()


def test_members_read_the_addresses_of_who_agreed_and_of_who_speaks_for_a_city(
    participant, editor, coordinator, programme
):
    asked = factories.MembershipFactory(programme=programme).user
    everybody = [person.pk for person in (participant, editor, coordinator, asked)]
    give_consent(asked, programme, ConsentPurpose.LISTED, by=asked)
    give_consent(participant, factories.ProgrammeFactory(), ConsentPurpose.LISTED, by=participant)

    shown = open_addresses(programme, everybody)
    Consent.objects.update(wording="Earlier words.")
    afterwards = open_addresses(programme, everybody)

    assert shown == {asked.pk, editor.pk, coordinator.pk}
    assert afterwards == {editor.pk, coordinator.pk}


def test_who_agreed_to_pictures_of_all_workshops_may_be_shown_at_each(city, participant):
    workshop = factories.WorkshopFactory(city=city)
    for name, user in (("Ana", participant), ("Bo", None), ("Cy", factories.UserFactory())):
        factories.RegistrationFactory(
            workshop=workshop, user=user, name=name, photo_consent_at=None
        )
    give_consent(participant, workshop.programme, ConsentPurpose.PHOTOS, by=participant)

    assert without_photo_consent(workshop) == ["Bo", "Cy"]


def test_on_the_page_each_is_agreed_to_and_taken_back_with_one_press(
    client, participant, city, programme
):
    registration = factories.RegistrationFactory(
        workshop=factories.WorkshopFactory(city=city), user=participant
    )
    client.force_login(participant)
    before = client.get(reverse("programme:privacy")).context["programmes"][0]
    client.post(reverse("programme:consent_give", args=[programme.slug, "news"]))
    given = Consent.objects.get()
    participant.memberships.all().delete()

    client.post(reverse("programme:consent_withdraw", args=[given.pk]))
    client.post(reverse("programme:consent_elsewhere", args=["workshop-list", registration.pk]))

    given.refresh_from_db()
    registration.refresh_from_db()
    assert [line.given for line in before.lines] == [None, None, None]
    assert (given.purpose, given.withdrawn_at is None) == ("news", False)
    assert registration.list_consent_at is None


def test_nobody_takes_back_what_somebody_else_agreed_to(client, participant, coordinator, city):
    consent = factories.ConsentFactory(user=participant, programme=city.programme)
    registration = factories.RegistrationFactory(
        workshop=factories.WorkshopFactory(city=city), user=participant
    )
    client.force_login(coordinator)
    own = reverse("programme:consent_withdraw", args=[consent.pk])
    elsewhere = reverse("programme:consent_elsewhere", args=["workshop-list", registration.pk])

    answers = [client.post(own).status_code, client.post(elsewhere).status_code]

    assert answers == [404, 404]
    assert Consent.objects.current().exists()


def test_only_the_coordinator_fetches_the_addresses_for_news_and_that_is_written_down(
    client, participant, expert, coordinator, programme
):
    give_consent(participant, programme, ConsentPurpose.NEWS, by=participant)
    give_consent(expert, programme, ConsentPurpose.PHOTOS, by=expert)
    address = reverse("programme:news_export", args=[programme.slug, "csv"])
    client.force_login(expert)
    refused = client.get(address).status_code
    client.force_login(coordinator)

    rows = client.get(address).content.decode().splitlines()

    assert refused == 403
    assert len(rows) == 2
    assert participant.email in rows[1]
    assert Activity.objects.filter(verb="list_fetched", actor=coordinator).count() == 1


def test_everybody_reads_the_privacy_notice(client, settings):
    settings.PRIVACY_CONTACT = "privacy@site.example"

    page = client.get(reverse("programme:privacy_notice")).content.decode()

    assert "privacy@site.example" in page
    assert "Diets, access needs and journeys" in page
