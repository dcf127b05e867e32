"""The outbox as a page: what was written to whom, what became of it, trying again, holding back."""

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from programme.models import Activity, Mail, MailStatus
from tests.factories import MailFactory, WorkshopFactory
from tests.workshops.conftest import said

pytestmark = pytest.mark.django_db


def url(name, programme, *rest):
    return reverse(f"programme:{name}", args=[programme.slug, *rest])


def subjects(response):
    return [letter.mail.subject for letter in response.context["letters"]]


@pytest.fixture
def mails(programme):
    return [
        MailFactory(programme=programme, subject="Waits", name="Åsa Nilsson"),
        MailFactory(programme=programme, subject="Left", kind="reminder", status=MailStatus.SENT,
                    sent_at=timezone.now()),
        MailFactory(programme=programme, subject="Failed", status=MailStatus.FAILED, tries=8,
                    error="The mail server could not be reached."),
    ]  # fmt: skip


@pytest.mark.once
def test_the_list_is_filtered_by_its_address(client, expert, programme, mails):
    MailFactory(subject="Of another programme")
    client.force_login(expert)
    page = url("mails", programme)

    assert subjects(client.get(page)) == ["Failed", "Left", "Waits"]
    assert subjects(client.get(page, {"status": "failed"})) == ["Failed"]
    assert subjects(client.get(page, {"kind": "reminder"})) == ["Left"]
    assert subjects(client.get(page, {"q": "nilsson"})) == ["Waits"]
    assert "1 mail has left, 1 waits, 1 could not be sent." in client.get(page).content.decode()


def test_those_who_do_not_run_the_programme_have_no_list(client, editor, programme):
    client.force_login(editor)

    assert client.get(url("mails", programme)).status_code == 403


def test_the_log_of_a_workshop_has_its_mails_alone(client, coordinator, city):
    workshop = WorkshopFactory(city=city)
    key = f"{workshop.source_prefix}calendar:1"
    MailFactory(programme=city.programme, subject="Ours", source_key=key)
    MailFactory(programme=city.programme, source_key=f"workshop:{workshop.pk}1:release:1")
    client.force_login(coordinator)

    page = client.get(reverse("workshops:mails", args=[city.programme.slug, workshop.slug]))

    assert subjects(page) == ["Ours"]


def test_a_failed_mail_is_tried_again(
    client, coordinator, programme, mails, django_capture_on_commit_callbacks, mailoutbox
):
    client.force_login(coordinator)
    page = client.get(url("mail", programme, mails[2].pk)).content.decode()
    assert "The mail server could not be reached." in page
    assert "Tried 8 times." in page

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("mail_retry", programme, mails[2].pk))

    assert mails[2].address in [message.to[0] for message in mailoutbox]
    assert Activity.objects.get().verb == "mail_sent_again"
    late = client.post(url("mail_retry", programme, mails[2].pk))
    assert said(late) == [
        "The mail leaves within a minute.",
        "This mail has left, or is no longer needed.",
    ]


def test_a_waiting_mail_is_held_back_by_the_coordinator_alone(
    client, coordinator, expert, programme, mails
):
    drop = url("mail_drop", programme, mails[0].pk)
    client.force_login(expert)
    assert client.get(url("mail", programme, mails[0].pk)).status_code == 200
    assert client.post(drop).status_code == 403
    client.force_login(coordinator)
    client.post(drop)
    left = client.post(url("mail_drop", programme, mails[1].pk))

    assert Mail.objects.get(pk=mails[0].pk).status == MailStatus.DROPPED
    assert Mail.objects.get(pk=mails[1].pk).status == MailStatus.SENT
    assert said(left)[-1] == "This mail has left, or is no longer needed."
    assert Activity.objects.get().verb == "mail_held_back"


@pytest.mark.once
@override_settings(SITE_URL="https://clusnet.example")
def test_the_readers_own_way_in_is_for_the_reader_alone(client, coordinator, programme):
    secret = "34-0.f3Jx9-aQ2mN_7LkPzR8sTuVwXyZ0123456789abcd"
    link = "https://clusnet.example/clusnet/workshops/final-conference-of-all-nine-cities/"
    body = f"Your page: https://clusnet.example/clusnet/guests/{secret}/\nAll: {link} <b>"
    mail = MailFactory(programme=programme, body=body)
    client.force_login(coordinator)

    page = client.get(url("mail", programme, mail.pk)).content.decode()

    assert secret not in page
    assert "Your page: [a link for its reader alone]" in page
    assert link in page
    assert "<b>" not in page.partition("All: ")[2].partition("</p>")[0]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_many_mails(
    client, coordinator, programme, rows, django_assert_num_queries
):
    MailFactory.create_batch(rows, programme=programme)
    client.force_login(coordinator)

    with django_assert_num_queries(7):
        assert len(subjects(client.get(url("mails", programme)))) == rows


@pytest.mark.once
def test_an_empty_outbox_counts_nothing(client, coordinator, programme):
    client.force_login(coordinator)

    words = client.get(url("mails", programme)).content.decode()

    assert "No mail has left yet." in words
    assert "Newest first" not in words
