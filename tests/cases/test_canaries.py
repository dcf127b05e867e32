"""Words that a reader must not find, looked for on every page that a link leads to.

A case is distributed with confidential parts, made public, and written again. Whatever is not for
a reader carries a word of its own; nothing that a reader can reach says it.
"""

import io
import re
import zipfile
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases import services
from cases.editions.delivery import mail_of
from cases.models import Answer, ObjectiveTarget, Occasion, Receipt, StrategicIssue
from cases.outline import SECTION_BY_KEY
from programme.mails.message import message_of
from programme.models import Role
from programme.writing.services import checksum_of
from reports.contexts import context_of
from reports.models import DocumentKind
from tests.cases.remarks import add_comment
from tests.factories import (
    CaseFactory,
    CityFactory,
    DocumentFactory,
    GroupFactory,
    MeetingOutcomeFactory,
    MeetingSlotFactory,
    MeetingTableFactory,
    MembershipFactory,
    NetworkerFactory,
    NetworkingSessionFactory,
    RegistrationFactory,
    StrategicIssueFactory,
    meeting_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

A_PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
# For the city's group and those who run the programme.
CONFIDENTIAL = ("Canaryconf", "776655", "776,655")
# For those who write the case and those who run the programme.
WORKING = "Canarydraft"
# For those who meet and those who run the workshop.
MEETING = "Canarymet"
MOST_PAGES = 250
# Whose page has which words nowhere.
READERS = {
    "visitor": (*CONFIDENTIAL, WORKING, MEETING),
    "outsider": (*CONFIDENTIAL, WORKING, MEETING),
    "participant": (*CONFIDENTIAL, WORKING, MEETING),
    "stranger": (*CONFIDENTIAL, WORKING, MEETING),
    "guest": (*CONFIDENTIAL, WORKING, MEETING),
    "neighbour": (WORKING, MEETING),
}


@pytest.fixture
def guest(programme, workshop):
    """Takes part in the workshop, and comes from a city of another group."""
    home = CityFactory(programme=programme)
    person = MembershipFactory(programme=programme, city=home, role=Role.PARTICIPANT).user
    RegistrationFactory(workshop=workshop, user=person)
    return person


@pytest.fixture
def frozen(draft, guest, editor, expert, coordinator):
    """Distributed and public, with a secret of every kind."""
    Answer.objects.filter(case=draft, topic="firm_formation").update(
        text="Canaryconf words. " * 60, is_confidential=True
    )
    Answer.objects.filter(case=draft, topic="human_resources").update(
        text="", is_not_known=True, not_known_reason="Canaryconf reason", is_confidential=True
    )
    ObjectiveTarget.objects.filter(case=draft, objective="firm_formation").update(
        priority=5, target=776655, baseline=1, reached=776655, measure="Canaryconf firms"
    )
    attach(draft, editor, "canaryconf.pdf", "Canaryconf slides", is_confidential=True)
    attach(draft, editor, "open.pdf", "Open slides")
    add_comment(draft, by=expert, text=f"{WORKING} remark", about="life_cycle")
    services.submit_case(draft, by=editor)
    services.return_case(
        draft, by=expert, remark=f"{WORKING} return", section_remarks={"setting": f"{WORKING} sec"}
    )
    services.submit_case(draft, by=editor)
    services.accept_case(draft, by=expert)
    services.distribute_case(draft, by=coordinator)
    services.make_public(draft.editions.get(), by=expert)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def rewritten(frozen, editor, expert):
    """A second edition is out, with more secrets, and a third one is being written."""
    case = services.reopen_case(frozen, by=expert, reason=f"{WORKING} reopening")
    Answer.objects.filter(case=case, topic="joint_production").update(
        text="Canaryconf second. " * 10, is_confidential=True
    )
    Answer.objects.filter(case=case, topic="life_cycle").update(text="Open second edition.")
    services.publish_edition(case, by=expert, remark="Open remark.")
    case = services.reopen_case(case, by=expert, reason=f"{WORKING} again")
    Answer.objects.filter(case=case, topic__in=["life_cycle", "growth"]).update(text=WORKING)
    StrategicIssue.objects.filter(case=case).update(question=f"{WORKING}?")
    StrategicIssueFactory(case=case, question=f"{WORKING} parked?", is_in_focus=False)
    type(case).objects.filter(pk=case.pk).update(legal_form=WORKING)
    attach(case, editor, "canarydraft.pdf", f"{WORKING} file")
    attach(case, editor, "draftconf.pdf", f"{WORKING} file", is_confidential=True)
    add_comment(case, by=editor, text=f"{WORKING} comment", about="growth")
    services.lock_section(case, SECTION_BY_KEY["process"], by=expert, reason=f"{WORKING} lock")
    services.keep_version(case, Occasion.NAMED, by=editor, name=f"{WORKING} version")
    # And one that no member has ever read.
    other = CaseFactory(city=CityFactory(programme=case.programme))
    Answer.objects.filter(case=other).update(text=WORKING)
    StrategicIssueFactory(case=other, question=f"{WORKING} of another?")
    meet_at(case.workshop)
    case.refresh_from_db()
    return case


def meet_at(workshop):
    """Two people of choice B meet, and one of them says what came of it."""
    session = NetworkingSessionFactory(workshop=workshop)
    meeting = meeting_of(
        *NetworkerFactory.create_batch(2, session=session),
        slot=MeetingSlotFactory(session=session),
        table=MeetingTableFactory(session=session),
        reason=f"{MEETING} test beds",
        happened="held",
    )
    MeetingOutcomeFactory(participant=meeting.participants.first(), note=f"{MEETING} words")


def attach(case, by, name, description, **values):
    return services.add_attachment(
        case,
        by=by,
        upload=SimpleUploadedFile(name, A_PDF + name.encode()),
        description=description,
        **values,
    )


def addresses_in(page, html):
    for _attribute, found in re.findall(r'(href|src|action|hx-get)="([^"]*)"', html):
        url = urlsplit(urljoin(page, unescape(found)))
        if url.netloc in ("", "testserver") and url.scheme in ("", "http"):
            yield url.path + (f"?{url.query}" if url.query else "")


def words_of(response):
    """All that an answer says: its heads, its words, and what is packed in it."""
    content = response.getvalue()
    if content.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        content = b" ".join(archive.read(name) for name in archive.namelist())
    return f"{response.headers} {unquote(content.decode('utf-8', errors='replace'))}"


def walk(client, *starts, most=MOST_PAGES):
    """Every page that can be reached by links, and what it says."""
    waiting, seen, found = list(starts), set(), {}
    while waiting and len(found) < most:
        url = waiting.pop(0)
        if url in seen or "/static/" in url or "/accounts/" in url or "/logout" in url:
            continue
        seen.add(url)
        response = client.get(url, follow=True)
        assert response.status_code < 500
        found[url] = (response.status_code, words_of(response))
        if "html" in response.get("Content-Type", ""):
            waiting += addresses_in(url, response.text)
    return found


def starts_of(case):
    names = [case.programme.slug, case.city.slug]
    slug = case.programme.slug
    known = [
        reverse("reports:overview", args=[slug]),
        reverse("cases:detail", args=names),
        *(reverse("cases:edition", args=[*names, n]) for n in (1, 2, 3)),
        *(reverse("cases:edition_changes", args=[*names, n]) for n in (1, 2, 3)),
        *(reverse("cases:exchange_edition", args=[*names, s]) for s in ("md", "docx")),
        *(reverse("cases:exchange_draft", args=[*names, s]) for s in ("md", "docx")),
        reverse("cases:draft", args=names),
        reverse("cases:history", args=names),
        reverse("cases:comments", args=names),
        reverse("cases:in_short", args=names),
        reverse("cases:review", args=names),
        reverse("reports:public_case", args=names),
        *(
            reverse(f"reports:{name}", args=[slug]) + "?drafts=1"
            for name in ("learning", "learning_compare", "learning_objectives")
        ),
        reverse("reports:learning_figures", args=[slug]) + "?drafts=1",
        reverse("reports:learning_issues", args=[slug]) + "?drafts=1",
        reverse("programme:workplan", args=[slug]),
        reverse("programme:city_detail", args=names),
        reverse("programme:log", args=[slug]),
    ]
    files = [reverse("cases:attachment", args=[*names, a.pk]) for a in case.attachments.all()]
    return known + files


@pytest.mark.parametrize("who", READERS)
def test_no_page_says_what_is_not_for_its_reader(client, rewritten, who, request):
    if who != "visitor":
        client.force_login(request.getfixturevalue(who))

    pages = walk(client, *starts_of(rewritten))

    leaks = {
        (url, word)
        for url, (_status, words) in pages.items()
        for word in READERS[who]
        if word.casefold() in words.casefold()
    }
    assert leaks == set()
    if who not in ("visitor", "outsider"):
        assert sum("Open second edition." in words for _status, words in pages.values()) > 3


def test_those_who_may_find_them(client, rewritten, editor, neighbour):
    for person, words in ((editor, (*CONFIDENTIAL, WORKING)), (neighbour, ("Canaryconf",))):
        client.force_login(person)
        pages = walk(client, *starts_of(rewritten), most=40)
        said = " ".join(words for _status, words in pages.values())
        assert [word for word in words if word not in said] == []


@pytest.mark.parametrize("kind", [DocumentKind.CASE, DocumentKind.CASE_BOOK])
def test_no_pdf_of_every_member_says_it(rewritten, kind):
    for edition in rewritten.editions.all():
        subject = edition if kind == DocumentKind.CASE else rewritten.programme
        pages = context_of(kind, subject)
        said = pages.html() + str(pages)
        assert [word for word in (*CONFIDENTIAL, WORKING) if word in said] == []


def test_no_mail_says_it(rewritten):
    for receipt in Receipt.objects.select_related("user"):
        said = message_of(mail_of(receipt)).message().as_string()
        assert [word for word in (*CONFIDENTIAL, WORKING) if word in said] == []
    assert Receipt.objects.count() == 2


def test_no_checksum_lets_a_reader_try_out_what_is_left_out(
    client, frozen, participant, neighbour, expert
):
    edition = frozen.editions.get()
    whole, url = edition.checksum, edition.get_absolute_url()

    client.force_login(neighbour)
    in_confidence = client.get(url)
    client.force_login(participant)
    as_member = client.get(url)

    assert whole in in_confidence.text
    assert whole not in as_member.text
    assert as_member.context["article"].checksum in as_member.text
    assert whole not in context_of(DocumentKind.CASE, edition).html()
    assert whole in context_of(DocumentKind.CASE_CONFIDENTIAL, edition).html()
    mail = message_of(mail_of(edition.receipts.first()))
    assert whole[:16] not in str(mail.message())


def test_where_nothing_is_left_out_everybody_has_the_checksum_of_the_edition(
    client, distributed, participant
):
    edition = distributed.editions.get()
    client.force_login(participant)

    assert client.get(edition.get_absolute_url()).context["article"].checksum == edition.checksum
    assert edition.checksum == checksum_of(edition.content)


def test_what_a_member_reads_is_kept_by_nothing_on_the_way(client, frozen, participant):
    client.force_login(participant)
    names = [frozen.programme.slug, frozen.city.slug]
    attachment = frozen.attachments.get(is_confidential=False)

    for url in (
        frozen.get_absolute_url(),
        reverse("reports:learning", args=names[:1]),
        reverse("cases:exchange_edition", args=[*names, "md"]),
        reverse("cases:attachment", args=[*names, attachment.pk]),
    ):
        page = client.get(url)
        assert page.status_code == 200
        assert page["Cache-Control"].startswith("private, no-")


def test_a_pdf_that_was_made_before_is_lost_with_the_group_and_with_the_seat(
    client, frozen, neighbour
):
    edition = frozen.editions.get()
    document = DocumentFactory(case_edition=edition, kind=DocumentKind.CASE_CONFIDENTIAL)
    document.file.save("secret.pdf", ContentFile(A_PDF), save=False)
    document.status, document.pages, document.size = "ready", 1, len(A_PDF)
    document.save()
    slug = frozen.programme.slug
    download = reverse("reports:document_download", args=[slug, document.pk])
    attachment = frozen.attachments.get(is_confidential=True)
    file = reverse("cases:attachment", args=[slug, frozen.city.slug, attachment.pk])
    client.force_login(neighbour)
    home = neighbour.memberships.get().city

    inside = [client.get(url).status_code for url in (download, file)]
    type(home).objects.filter(pk=home.pk).update(group=GroupFactory(programme=home.programme))
    outside = [client.get(url).status_code for url in (download, file)]
    open_parts = client.get(frozen.get_absolute_url())
    neighbour.memberships.all().delete()

    assert inside == [200, 200]
    assert outside == [404, 404]
    assert "Six words that say enough here." in open_parts.text
    assert "Canaryconf" not in open_parts.text
    assert client.get(frozen.get_absolute_url()).status_code == 404
