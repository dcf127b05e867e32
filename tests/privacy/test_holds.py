"""For a reason, and until a day, nothing of somebody is erased; then all goes on."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from programme.models import Activity, DataRequest, LegalHold, Mail
from programme.privacy import erasing
from programme.privacy.holding import HoldError, set_hold
from programme.privacy.requests import ask_erasure, work_on
from programme.privacy.retention import erase_due
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def old_mails(programme, participant):
    """Words of mails whose time is over: of the person, and of somebody else."""
    sent = timezone.now() - datetime.timedelta(days=800)
    return [
        factories.MailFactory(
            programme=programme, user=user, body="Old.", status="sent", sent_at=sent
        )
        for user in (participant, factories.UserFactory())
    ]


def bodies(mails):
    return list(Mail.objects.filter(pk__in=[one.pk for one in mails]).order_by("pk").values_list(
        "body", flat=True
    ))  # fmt: skip


@pytest.mark.parametrize("of_all", [False, True])
def test_nothing_is_erased_until_the_hold_is_lifted_and_then_it_is(
    of_all, programme, coordinator, participant, old_mails, client, settings,
    django_capture_on_commit_callbacks,
):  # fmt: skip
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client.force_login(coordinator)
    page = reverse("programme:holds", args=[programme.slug])
    until = timezone.localdate() + datetime.timedelta(days=40)
    whose = "" if of_all else participant.pk
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"user": whose, "reason": "A court asked.", "until": until})
    hold = LegalHold.objects.get()
    request = ask_erasure(participant, by=participant)
    DataRequest.objects.filter(pk=request.pk).update(not_before=timezone.now())

    work_on(request.pk)
    erase_due()
    request.refresh_from_db()
    held = (request.status, timezone.localdate(request.not_before), request.tries)
    kept = bodies(old_mails)
    client.force_login(participant)
    told = client.get("/account/data/").content.decode()
    client.force_login(coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("programme:hold_lift", args=[programme.slug, hold.pk]))
    erase_due()

    assert held == ("waiting", until + datetime.timedelta(days=1), 0)
    assert kept == (["Old.", "Old."] if of_all else ["Old.", ""])
    assert "A court asked." in told
    assert bodies(old_mails) == ["", ""]
    request.refresh_from_db()
    assert request.not_before == request.requested_at + datetime.timedelta(days=7)
    verbs = Activity.objects.filter(verb__startswith="hold_").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["hold_set", "hold_lifted"]
    # Asked for its erasure, and (if it is about one person) told of both.
    assert len(mail.outbox) == (1 if of_all else 3)


@pytest.mark.once
def test_a_hold_that_is_set_as_the_worker_begins_is_kept(
    programme, coordinator, participant, monkeypatch
):
    request = ask_erasure(participant, by=participant)
    DataRequest.objects.filter(pk=request.pk).update(not_before=timezone.now())
    until = timezone.localdate() + datetime.timedelta(days=40)

    def wait_for_the_other(of):
        """Whoever set the hold had the programme until now."""
        monkeypatch.undo()
        set_hold(of, user=participant, reason="A court asked.", until=until, by=coordinator)

    monkeypatch.setattr(erasing, "lock_programme", wait_for_the_other)

    work_on(request.pk)

    request.refresh_from_db()
    participant.refresh_from_db()
    assert (request.status, request.tries) == ("waiting", 0)
    assert timezone.localdate(request.not_before) == until + datetime.timedelta(days=1)
    assert participant.is_active


@pytest.mark.once
def test_nobody_is_told_that_an_erasure_is_held_which_has_begun(
    programme, coordinator, participant, monkeypatch
):
    request = ask_erasure(participant, by=participant)
    DataRequest.objects.filter(pk=request.pk).update(not_before=timezone.now())
    until, said = timezone.localdate() + datetime.timedelta(days=40), []
    person_of = erasing._person_of

    def hold_too_late(*args):
        with pytest.raises(HoldError) as told:
            set_hold(programme, user=participant, reason="Court", until=until, by=coordinator)
        said.append(str(told.value))
        return person_of(*args)

    monkeypatch.setattr(erasing, "_person_of", hold_too_late)

    work_on(request.pk)

    request.refresh_from_db()
    assert (len(said), request.status) == (1, "done")
    assert not LegalHold.objects.exists()


@pytest.mark.once
def test_a_hold_has_a_reason_a_day_to_come_and_a_person_of_the_programme(
    programme, coordinator, client
):
    client.force_login(coordinator)
    page = reverse("programme:holds", args=[programme.slug])
    today = timezone.localdate()

    for wrong in (
        {"reason": "", "until": today},
        {"reason": "Why", "until": today - datetime.timedelta(days=1)},
        {"reason": "Why", "until": today + datetime.timedelta(days=5000)},
        {"reason": "Why", "until": today, "user": factories.UserFactory().pk},
    ):
        assert client.post(page, wrong).status_code == 422
    client.post(page, {"reason": "Why", "until": today})
    assert client.post(page, {"reason": "Again", "until": today}).status_code == 422
    assert LegalHold.objects.count() == 1


@pytest.mark.once
def test_why_somebody_is_held_is_between_the_person_and_who_coordinates(
    programme, coordinator, expert, participant
):
    until = timezone.localdate() + datetime.timedelta(days=40)
    set_hold(programme, user=participant, reason="A court asked.", until=until, by=coordinator)

    readers = (coordinator, expert)
    read = [Activity.objects.visible_to(reader).exists() for reader in readers]
    assert read == [True, False]
