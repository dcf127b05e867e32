"""What is about people goes when its time is over, and nothing else does."""

import datetime

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from programme.activity import record
from programme.mails.outbox_verbs import send_now
from programme.mails.sending import send_waiting
from programme.models import Activity, MailStatus, RetentionRule
from programme.privacy import retention
from programme.privacy.holding import set_hold
from programme.privacy.retention import KINDS, RetentionError, erase_due, keep_for, lines_of
from programme.privacy.site import lost_accounts
from programme.search.updating import bring_up_to_date
from tests import factories
from workshops.services.needs import save_needs
from workshops.tasks import erase_needs

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LAYERS = ("programme", "workshops", "cases", "reports")
LONG_AGO = timezone.now() - datetime.timedelta(days=4000)


def page(programme):
    return reverse("programme:retention", args=[programme.slug])


def sent_mail(programme, days, **words):
    at = timezone.now() - datetime.timedelta(days=days)
    return factories.MailFactory(
        programme=programme, status=MailStatus.SENT, sent_at=at, claimed_at=at, body="Dear", **words
    )


def over(programme):
    """The programme ended so long ago that every time that is counted from its end is over."""
    programme.starts_on = LONG_AGO.date()
    programme.ends_on = programme.starts_on + datetime.timedelta(days=1)
    programme.save()


def test_the_words_of_a_mail_go_on_the_day_after_its_last_one_and_that_it_was_sent_stays(
    programme,
):
    due = sent_mail(programme, KINDS["mails"].days + 1, user=None, address="guest@x.example")
    kept = sent_mail(programme, KINDS["mails"].days)

    erased = [erase_due(), erase_due()]

    due.refresh_from_db()
    kept.refresh_from_db()
    assert erased == [1, 0]
    assert (due.body, due.status) == ("", MailStatus.SENT)
    assert "guest" not in due.address
    assert kept.body == "Dear"
    entry = Activity.objects.get()
    assert (entry.verb, entry.after) == ("retention_mails_erased", {"number": 1})


def test_the_words_of_mails_that_never_left_go_too_and_nothing_empty_leaves_later(
    programme, coordinator, mailoutbox
):
    old = timezone.now() - datetime.timedelta(days=KINDS["mails"].days + 1)
    digest = sent_mail(programme, 1)
    mails = {
        name: factories.MailFactory(
            programme=programme, subject="Jan wants to meet Ann", created_at=old, **columns
        )
        for name, columns in {
            "dropped": {"status": MailStatus.DROPPED},
            "failed": {"status": MailStatus.FAILED},
            "in a digest": {"status": MailStatus.GATHERED, "digest": digest},
            "held": {"status": MailStatus.HELD},
            "for the next digest": {"status": MailStatus.GATHERED},
        }.items()
    }

    erase_due()
    for mail in mails.values():
        mail.refresh_from_db()
    done = send_now([mails["failed"]], by=coordinator)
    send_waiting()

    emptied = {name for name, mail in mails.items() if not mail.body}
    assert emptied == {"dropped", "failed", "in a digest"}
    assert {name for name, mail in mails.items() if "Jan" not in mail.subject} == emptied
    assert (done.count, mailoutbox) == (0, [])


def test_a_programme_keeps_things_longer_without_keeping_those_of_another(programme, coordinator):
    own, other = sent_mail(programme, 400), sent_mail(factories.ProgrammeFactory(), 400)

    keep_for(programme, "mails", 500, by=coordinator)
    erase_due()

    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.body, other.body) == ("Dear", "")


@pytest.mark.parametrize("is_held", [True, False])
def test_a_hold_or_a_longer_time_stops_what_is_being_erased(
    programme, coordinator, monkeypatch, is_held
):
    mails = [sent_mail(programme, 400), sent_mail(programme, 400)]
    note = retention._note

    def note_and_change(*args):
        note(*args)
        until = timezone.localdate() + datetime.timedelta(days=9)
        if is_held:
            set_hold(programme, user=None, reason="A court asked.", until=until, by=coordinator)
        else:
            keep_for(programme, "mails", 500, by=coordinator)

    monkeypatch.setattr(retention, "BATCH", 1)
    monkeypatch.setattr(retention, "_note", note_and_change)

    erase_due()

    for mail in mails:
        mail.refresh_from_db()
    assert [mail.body for mail in mails] == ["", "Dear"]


@pytest.mark.parametrize(("key", "days"), [("mails", 29), ("mails", 3651), ("downloads", 5)])
def test_no_time_is_out_of_its_bounds(programme, coordinator, key, days):
    with pytest.raises(RetentionError):
        keep_for(programme, key, days, by=coordinator)

    assert not RetentionRule.objects.exists()


def test_after_the_programme_its_log_says_what_happened_without_who(programme, city, editor):
    over(programme)
    about = {"by": editor, "programme": programme, "city": city, "remark": "Ask Ana."}
    record("city_changed", city, "Ana did it.", before={"name": "Ana"}, **about)

    erased = [erase_due(), erase_due()]

    entry = Activity.objects.exclude(verb__startswith="retention").get()
    assert erased[1] == 0
    assert (entry.sentence, entry.actor, entry.remark, entry.before) == (
        "City changed",
        None,
        "",
        {},
    )
    assert entry.folded == ""


def test_after_the_programme_the_words_of_people_go_and_its_figures_stay(programme, city):
    over(programme)
    workshop = factories.HeldWorkshopFactory(city=city)
    session = factories.NetworkingSessionFactory(workshop=workshop)
    one = factories.NetworkerFactory(session=session, about="I am Ana.", languages="sv")
    meeting = factories.meeting_of(one, factories.NetworkerFactory(session=session))
    outcome = factories.MeetingOutcomeFactory(participant=meeting.participants.first(), note="Ana!")

    erase_due()

    one.refresh_from_db()
    outcome.refresh_from_db()
    assert (one.about, one.languages, outcome.note) == ("", "", "")
    assert outcome.happened


def test_the_page_says_how_much_goes_when_in_a_constant_number_of_queries(
    client, coordinator, programme, django_assert_max_num_queries
):
    days = KINDS["mails"].days
    for age in (days - 10, days - 10, days + 5):
        sent_mail(programme, age)
    client.force_login(coordinator)

    with django_assert_max_num_queries(len(KINDS) + 6):
        response = client.get(page(programme))

    line = next(line for line, _f in response.context["rows"] if line.kind.key == "mails")
    today = timezone.localdate()
    assert [(one.day - today, one.number) for one in line.upcoming] == [
        (datetime.timedelta(days=0), 1),
        (datetime.timedelta(days=11), 2),
    ]
    assert response.context["in_a_month"] == 3


def test_a_page_left_open_takes_no_time_back_that_another_gave(client, coordinator, programme):
    client.force_login(coordinator)
    shown = client.get(page(programme)).context["form"]
    data = {field.html_name: field.value() for field in shown}
    data |= {field.html_initial_name: field.value() for field in shown}
    keep_for(programme, "mails", 700, by=coordinator)
    keep_for(programme, "invitations", 300, by=coordinator)

    refused = client.post(page(programme), data | {"mails": 100})
    saved = client.post(page(programme), data | {"log-names": 500})

    days = dict(RetentionRule.objects.values_list("key", "days"))
    assert "700" in str(refused.context["form"].errors["mails"])
    assert saved.status_code == 302
    assert days == {"mails": 700, "invitations": 300, "log-names": 500}


def test_a_time_out_of_bounds_is_told_at_its_field_and_nothing_is_saved(
    client, coordinator, programme
):
    client.force_login(coordinator)
    lines = lines_of(programme, timezone.localdate())
    data = {line.kind.key: line.days for line in lines if not line.kind.is_fixed}

    response = client.post(page(programme), data | {"mails": 5, "consents": 400})
    saved = client.post(page(programme), data | {"mails": 40})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"mails"}
    assert saved.status_code == 302
    assert list(RetentionRule.objects.values_list("key", "days")) == [("mails", 40)]


def test_accounts_that_lead_nowhere_are_asked_to_go_but_those_that_wait_for_news(programme):
    old = {"date_joined": LONG_AGO, "last_login": LONG_AGO}
    lost, waits = factories.UserFactory(**old), factories.UserFactory(**old)
    factories.ConsentFactory(user=waits, programme=programme, purpose="news")
    factories.MembershipFactory(programme=programme, user=factories.UserFactory(**old))
    factories.UserFactory(date_joined=LONG_AGO, last_login=timezone.now())

    assert set(lost_accounts()) == {lost}


def everything():
    """Every value of every row of our tables, as one text."""
    models = [model for app in LAYERS for model in apps.get_app_config(app).get_models()]
    return "".join(str(row) for model in models for row in model.objects.values_list())


def test_what_somebody_needed_is_nowhere_two_weeks_after_the_workshop(client, city):
    workshop = factories.HeldWorkshopFactory(city=city)
    registration = factories.RegistrationFactory(
        workshop=workshop, user=factories.MembershipFactory(programme=city.programme).user
    )
    words = {"diet": "marker-nuts", "access": "marker-stairs", "hotel": "marker-inn"}
    save_needs(registration, words, by=registration.user)
    save_needs(registration, {"diet": "marker-soy"}, by=registration.user)
    bring_up_to_date(city.programme)
    assert "marker-soy" in everything()

    with time_machine.travel(workshop.ends_on + datetime.timedelta(days=16)):
        erase_needs()
        erase_due()

    assert "marker-" not in everything()
