"""A link that lets its reader in without a log-in stands in the text of the mail alone."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from programme.letters.writing import Template
from programme.models import Mail
from tests.factories import MailFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

KEY = "Zy9" * 14
LINK = f"{settings.SITE_URL}/clusnet/guests/12-1.{KEY}/"
VALUES = {"name": "Ann", "workshop": "Göteborg", "link": LINK}


def url(name, programme, *rest):
    return reverse(f"programme:{name}", args=[programme.slug, *rest])


def test_no_words_bring_it_into_a_subject(client, coordinator, programme):
    said = Template.of(programme, "guest-link").write(VALUES)
    MailFactory(programme=programme, kind="guest-link", subject=said.subject, body=said.body,
                status="sent", sent_at=timezone.now())  # fmt: skip
    client.force_login(coordinator)
    typed = {"subject": "See {link}", "body": "Dear {name}: {link}"}

    page = client.post(url("letter_preview", programme, "guest-link"), typed)
    own = Template(programme, "guest-link", *typed.values()).write(VALUES)

    _examples, real = page.context["previews"]
    assert real.written.subject.startswith("See ")
    assert KEY not in page.content.decode()
    assert KEY not in own.subject
    assert KEY in own.body


def test_nobody_who_changes_a_mail_moves_it_into_the_subject(client, coordinator, programme):
    mail = MailFactory(programme=programme, subject="Your place", body=f"Here: {LINK}\n")
    client.force_login(coordinator)
    edit = url("mail_edit", programme, mail.pk)
    typed = {"subject": "See {link}", "body": "Here: {link}"}

    client.post(edit, typed | {"base": client.get(edit).context["base"]})

    changed = Mail.objects.get()
    assert changed.subject.startswith("See ")
    assert KEY not in changed.subject
    assert changed.body == mail.body
    assert KEY not in client.get(url("mails", programme)).content.decode()


@pytest.mark.parametrize("body", ["https://x.example/?{link}", "{link} https://x.example/(key)"])
def test_no_words_lead_it_to_somebody_elses_site(client, coordinator, programme, body):
    mail = MailFactory(programme=programme, subject="Your place", body=f"Here: {LINK}\n")
    client.force_login(coordinator)
    edit = url("mail_edit", programme, mail.pk)
    typed = {"subject": "See", "body": body}

    answers = [
        client.post(edit, typed | {"base": client.get(edit).context["base"]}),
        client.post(url("letter", programme, "guest-link"), typed),
    ]

    for answer in answers:
        assert answer.status_code == 422
        assert "it can be no part of another address" in answer.content.decode()
