"""The words of mails: who changes them, what is refused, how they read before they are saved."""

import pytest
from django.urls import reverse
from django.utils import timezone

from programme.letters.writing import Template
from programme.models import Activity, Mail, MailTemplate
from tests.factories import MailFactory, MailTemplateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NEW = {"subject": "Soon: {task}", "body": "Dear {name},\n\nplease: {link}"}


def url(name, programme, *rest):
    return reverse(f"programme:{name}", args=[programme.slug, *rest])


def shown(page):
    """What a page carries of the words that it showed."""
    form = page.context["form"]
    return {form[name].html_initial_name: form.stored(name) for name in form.fields}


def test_the_coordinator_gives_a_mail_own_words_and_takes_them_back(
    client, coordinator, expert, programme
):
    words = url("letter", programme, "reminder")
    client.force_login(expert)
    assert client.get(words).status_code == 200
    assert client.post(words, NEW).status_code == 403
    client.force_login(coordinator)

    client.post(words, NEW)
    said = Template.of(programme, "reminder").write({"name": "Ann", "link": "x", "task": "Pay"})
    [row] = client.get(url("letters", programme)).context["groups"][2][1]
    seen = {"shown": client.get(words).context["shown"]}
    MailTemplate.objects.update(subject="Changed meanwhile: {task}")
    client.post(url("letter_reset", programme, "reminder"), seen)
    kept = MailTemplate.objects.get().subject
    MailTemplate.objects.update(subject=NEW["subject"])
    client.post(url("letter_reset", programme, "reminder"), seen)

    assert kept == "Changed meanwhile: {task}"
    assert (said.subject, said.body) == ("Soon: Pay", "Dear Ann,\n\nplease: x")
    assert row.own.changed_by == coordinator
    assert not MailTemplate.objects.exists()
    changed, reset = Activity.objects.order_by("pk")
    assert changed.after == NEW
    assert reset.before == NEW
    assert reset.after["subject"] == "{task}: due {day}"


@pytest.mark.parametrize(
    ("subject", "body", "said"),
    [
        ("x {nobody}", "{link}", "This mail knows no {nobody}."),
        ("x", "{link} and {name", "belongs to no placeholder"),
        ("x", "Dear {name}", "{link} has to stand in the text"),
        ("x", "", "This field is required"),
        ("x", "https://evil.example/x-{link}", "no part of another address"),
        ("x", "{task}{link}", "no part of another address"),
    ],
)
def test_words_that_cannot_be_sent_are_refused_and_kept(
    client, coordinator, programme, subject, body, said
):
    client.force_login(coordinator)
    page = client.post(url("letter", programme, "reminder"), {"subject": subject, "body": body})

    assert page.status_code == 422
    assert said in page.content.decode()
    assert page.context["form"]["body"].value() == body
    assert not MailTemplate.objects.exists()


def test_two_who_write_at_once_keep_each_others_words(client, coordinator, programme):
    words = url("letter", programme, "reminder")
    client.force_login(coordinator)
    carried = shown(client.get(words))
    usual = {name.removeprefix("initial-"): value for name, value in carried.items()}
    client.post(words, usual | {"subject": "Theirs {task}"} | carried)

    mine = client.post(words, usual | {"body": "Mine {link}"} | carried)
    late = client.post(words, usual | {"subject": "Mine too {task}"} | carried)

    row = MailTemplate.objects.get()
    assert mine.status_code == 302
    assert (row.subject, row.body) == ("Theirs {task}", "Mine {link}")
    assert late.status_code == 422
    assert "Somebody changed this to “Theirs {task}”" in late.content.decode()


def test_a_preview_shows_the_examples_and_the_last_case_as_typed(client, coordinator, programme):
    MailTemplateFactory(programme=programme)
    values = {"name": "Åsa", "task": "Hand in {name}", "link": "https://x.example/"}
    said = Template.of(programme, "reminder").write(values)
    MailFactory(programme=programme, kind="reminder", subject=said.subject, body=said.body,
                name="Åsa", status="sent", sent_at=timezone.now())  # fmt: skip
    client.force_login(coordinator)
    preview = url("letter_preview", programme, "reminder")
    typed = {"subject": "<b>{task}", "body": "To {name}: {link}"}

    page = client.post(preview, typed)
    part = client.post(preview, typed, headers={"HX-Request": "true"})

    examples, real = part.context["previews"]
    assert examples.written.subject == "<b>Hand in the case of Göteborg"
    assert real.written.body == "To Åsa: https://x.example/"
    assert real.written.subject == "<b>Hand in {name}"
    assert "<b>Hand" not in part.content.decode() + page.content.decode()
    assert "<html" in page.content.decode()
    assert "<html" not in part.content.decode()


def test_a_test_goes_to_who_asked_and_saves_nothing(client, coordinator, programme):
    client.force_login(coordinator)

    page = client.post(url("letter_test", programme, "reminder"), NEW)

    mail = Mail.objects.get()
    assert (mail.user, mail.subject) == (coordinator, "Test: Soon: Hand in the case of Göteborg")
    assert "please: https://clusnet.example" in mail.body
    assert not MailTemplate.objects.exists()
    assert page.context["form"]["subject"].value() == NEW["subject"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_kinds_asks_as_often_for_many_own_words(
    client, coordinator, programme, rows, django_assert_num_queries
):
    for kind in ["reminder", "survey", "place"][:rows]:
        MailTemplateFactory(programme=programme, kind=kind, changed_by=coordinator)
    client.force_login(coordinator)

    with django_assert_num_queries(5):
        page = client.get(url("letters", programme))

    assert page.context["changed"] == rows
