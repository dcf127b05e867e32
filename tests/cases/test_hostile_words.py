"""Every page, shown words that would like to run: nothing that anybody wrote becomes alive."""

from email.utils import parseaddr
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.urls import reverse

from cases.editions.delivery import mail_of
from cases.models import Answer, Case, Comment, Edition, Receipt, StrategicIssue
from cases.services import freeze_case
from programme.invitations.services import invite
from programme.mails.message import message_of
from programme.models import City, Cluster, Mail, Membership, Programme, User
from programme.writing.markdown import render_markdown
from reports.contexts import context_of
from reports.models import DocumentKind, ReportSection
from tests import factories
from tests.cases.conftest import answer_to
from tests.doors import DOORS, url_of
from tests.doors.world import world  # noqa: F401  a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MARKUP = "\"'></title></textarea><svg onload=live()><script>live()</script>"
MARKDOWN = f"""{MARKUP}

[link](javascript:live()) <javascript:live()> [two][two] ![picture](https://evil.example/x.png)

<img src=x onerror=live()> `</code><script>live()</script>` <a href="data:text/html,live()">x</a>

| a | b |
|---|---|
| <script>live()</script> | [x](vbscript:live()) |

[two]: JaVaScRiPt:live()
"""
OURS = ("programme", "workshops", "cases", "reports")
# Words that are looked up or compared, and never those of a visitor.
NOT_WORDS = ("slug", "topic", "objective", "section", "part", "key", "verb", "path", "anchor")
NO_WORDS = (models.EmailField, models.SlugField, models.URLField, models.FileField)
NOT_WORDS += ("time_zone", "country", "checksum", "source_key", "content_type", "file", "target")
NOT_WORDS += ("old_key", "new_key", "leftover.subject", "leftover.column")
FREE_IN_CONTENT = {"text", "question", "background", "decided_by", "description", "name", "source"}
FREE_IN_CONTENT |= {"label", "unit", "measure", "legal_form", "not_known_reason", "cluster"}


class Alive(HTMLParser):
    """Notes everything in a page that would run, or fetch from elsewhere."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.in_script = False

    def handle_starttag(self, tag, attrs):
        self.in_script = tag == "script"
        for name, value in attrs:
            value = "".join((value or "").split()).lower()
            if name.startswith("on") or "live()" in name:
                self.found.append((tag, name, value))
            is_address = name in ("href", "src", "action", "formaction", "xlink:href", "data")
            if is_address and value.startswith(("javascript:", "vbscript:", "data:text")):
                self.found.append((tag, name, value))
            if name == "src" and "evil.example" in value:
                self.found.append((tag, name, value))

    def handle_endtag(self, tag):
        self.in_script = False

    def handle_data(self, data):
        if self.in_script and "live()" in data:
            self.found.append(("script", data))


def alive_in(html):
    reader = Alive()
    reader.feed(html)
    return reader.found


def test_the_reader_of_these_tests_sees_what_would_run():
    assert len(alive_in(f"<p>{MARKUP}</p>")) == 2
    assert len(alive_in('<a href=" java\nscript:live()">x</a>')) == 1
    assert alive_in("<p>&lt;script&gt;live()&lt;/script&gt;</p>") == []


def test_markdown_makes_nothing_alive():
    assert alive_in(render_markdown(MARKDOWN)) == []
    assert "https://evil.example" not in render_markdown(MARKDOWN)


@pytest.fixture
def hostile_world(world, editor):  # noqa: F811
    """A row of every kind, with every word that people can write replaced."""
    factories.StrategicIssueFactory(case=world.draft)
    factories.StrategicIssueFactory(case=world.shared)
    factories.FigureFactory(cluster=world.draft.cluster)
    factories.FigureFactory(cluster=world.shared.cluster)
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            for row in model._default_manager.all():
                poison(row)
    Case.objects.filter(pk=world.shared.pk).update(late_reason=MARKUP)
    freeze_case(world.shared, by=editor)
    # The rows that the addresses are made of have new words too.
    for value in vars(world).values():
        if isinstance(value, models.Model):
            value.refresh_from_db()
    return world


def poison(row):
    for field in row._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField)
        if isinstance(field, models.JSONField) and field.name == "content":
            write(row, field, poisoned(getattr(row, field.name)))
        elif is_text and not (
            field.choices
            or field.primary_key
            or field.name in NOT_WORDS
            or f"{row._meta.model_name}.{field.name}" in NOT_WORDS
            or isinstance(field, NO_WORDS)
            or field.name in ("password", "language", "color")
        ):
            words = f"{row.pk} {MARKDOWN if field.max_length is None else MARKUP}"
            if field.max_length and field.max_length < len(words):
                words = f"{row.pk}<svg onload=live()>"
            if field.max_length is None or len(words) <= field.max_length:
                write(row, field, words)


def write(row, field, value):
    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**{field.attname: value})
    except IntegrityError:
        pass  # a word that must be empty, or known, in this row


def poisoned(content, key=""):
    if isinstance(content, dict):
        return {k: poisoned(v, k) for k, v in content.items()}
    if isinstance(content, list):
        return [poisoned(value, key) for value in content]
    return MARKDOWN if isinstance(content, str) and key in FREE_IN_CONTENT else content


def test_the_words_really_are_hostile(hostile_world):
    for model, name in (
        (User, "name"),
        (City, "name"),
        (Cluster, "name"),
        (Programme, "name"),
        (Answer, "text"),
        (StrategicIssue, "question"),
        (Comment, "text"),
        (ReportSection, "text"),
    ):
        assert "live()" in getattr(model.objects.first(), name), (model, name)
    assert "live()" in str(Edition.objects.latest("frozen_at").content)


@pytest.mark.parametrize("who", ["coordinator", "editor"])
@pytest.mark.parametrize("app", ["programme", "workshops", "cases", "reports"])
def test_no_page_brings_a_visitors_words_to_life(client, hostile_world, app, who):
    client.force_login(hostile_world.people[who])
    alive, shown = {}, 0

    for name in (name for name in DOORS if name.startswith(f"{app}:")):
        response = client.get(url_of(name, DOORS[name], hostile_world))
        if response.status_code != 200 or "html" not in response["Content-Type"]:
            continue
        text = response.text
        shown += "live()" in text
        if found := alive_in(text):
            alive[name] = found

    assert alive == {}
    # There was something to bring to life.
    assert shown >= 5


def test_a_conflict_shows_both_texts_dead(client, hostile_world, editor):
    client.force_login(editor)
    case = hostile_world.draft
    url = reverse("cases:answer_save", args=[case.programme.slug, case.city.slug, "growth"])

    response = client.post(url, {"growth-text": f"Mine {MARKDOWN}", "growth-base": "999-x"})

    assert response.status_code == 409
    assert "live()" in response.json()["html"]
    assert alive_in(response.json()["html"]) == []


SUBJECTS = {
    DocumentKind.CASE_DRAFT: lambda there: there.draft,
    DocumentKind.CASE: lambda there: there.shared.editions.first(),
    DocumentKind.CASE_CONFIDENTIAL: lambda there: there.shared.editions.first(),
    DocumentKind.CASE_BOOK: lambda there: there.programme,
    DocumentKind.AGENDA: lambda there: there.released,
    DocumentKind.PARTICIPANT_LIST: lambda there: there.released,
    DocumentKind.BADGES: lambda there: there.released,
    DocumentKind.ATTENDANCE_SHEETS: lambda there: there.released,
    DocumentKind.EVIDENCE_PACK: lambda there: there.released,
    DocumentKind.PRACTICAL_NOTE: lambda there: there.workshop,
    DocumentKind.NOTES: lambda there: there.workshop,
    DocumentKind.NETWORKING_MAP: lambda there: there.programme,
    DocumentKind.MEETING_SCHEDULES: lambda there: there.linkable.session.workshop,
    DocumentKind.TABLE_SCHEDULES: lambda there: there.linkable.session.workshop,
    DocumentKind.MEETING_DESK: lambda there: there.linkable.session.workshop,
    DocumentKind.MY_MEETINGS: lambda there: there.linked_row.networker,
    DocumentKind.CITY_REPORT_DRAFT: lambda there: there.report,
    DocumentKind.FINAL_REPORT_DRAFT: lambda there: there.final_report,
}


def test_the_pages_of_a_pdf_are_dead_too(hostile_world):
    pages = {kind: context_of(kind, of(hostile_world)).html() for kind, of in SUBJECTS.items()}

    assert [kind for kind, html in pages.items() if "live()" not in html] == []
    assert {kind: found for kind, html in pages.items() if (found := alive_in(html))} == {}


LINES = "Klara\r\nBcc: everybody@example.com\n\n<script>live()</script>"


def test_the_mail_of_an_edition_has_no_line_of_its_own_in_its_head(distributed, participant):
    case, edition = distributed, distributed.editions.get()
    City.objects.update(name=LINES)
    Cluster.objects.update(name=LINES)
    Programme.objects.update(name=LINES)
    User.objects.filter(pk=participant.pk).update(name=LINES)
    edition.content["title"] = LINES
    edition.case = type(case).objects.get(pk=case.pk)
    participant.refresh_from_db()
    receipt = Receipt(edition=edition, user=participant)

    message = message_of(mail_of(receipt)).message()

    assert message["Bcc"] is None
    assert parseaddr(message["To"])[1] == participant.email
    assert message.get_content_type() == "text/plain"


def test_an_invitation_has_no_line_of_its_own_in_its_head(editor):
    Programme.objects.update(name=LINES)
    User.objects.filter(pk=editor.pk).update(name=LINES)

    invite(Membership.objects.get(user=editor), by=None)

    mail = message_of(Mail.objects.get())
    assert mail.message()["Bcc"] is None
    assert mail.message().get_content_type() == "text/plain"
    assert "\n" not in mail.subject


def test_a_text_is_shown_as_it_was_typed(client, case, editor, write_url):
    Answer.objects.filter(pk=answer_to(case, "growth").pk).update(text=MARKDOWN)
    client.force_login(editor)

    page = client.get(write_url("performance")).text

    # In the field every character stands as it was typed: nothing is cleaned away unasked.
    assert "&lt;svg onload=live()&gt;&lt;script&gt;live()&lt;/script&gt;" in page
