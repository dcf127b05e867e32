"""What everybody may read of a case, and what must not be in it."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases import services
from cases.models import Answer, Case, Edition, ObjectiveTarget
from programme.models import Activity
from reports.contexts import context_of
from reports.documents import shelf
from reports.models import DocumentKind
from tests.factories import DocumentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

A_PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
# Words and numbers that no visitor may find, wherever they stand.
SECRETS = ("Topsecret", "987654", "987,654", "secret-slides", "Hidden file")


@pytest.fixture
def case(draft, editor, expert, coordinator):
    """A distributed case with a confidential topic, objective and file."""
    Answer.objects.filter(case=draft, topic="firm_formation").update(
        text="Topsecret words about a firm. " * 200, is_confidential=True
    )
    ObjectiveTarget.objects.filter(case=draft, objective="firm_formation").update(
        priority=5, target=987654, measure="Topsecret firms"
    )
    services.add_attachment(
        draft,
        by=editor,
        upload=SimpleUploadedFile("secret-slides.pdf", A_PDF),
        description="Hidden file",
        is_confidential=True,
    )
    services.submit_case(draft, by=editor)
    services.accept_case(draft, by=expert)
    return services.distribute_case(draft, by=coordinator)


@pytest.fixture
def public(case, expert):
    services.make_public(case.editions.get(), by=expert)
    return case


def public_url(case, what="reports:public_case"):
    return reverse(what, args=[case.programme.slug, case.city.slug])


def switch(client, person, case, verb, *more):
    client.force_login(person)
    return client.post(reverse(f"cases:{verb}", args=[case.programme.slug, case.city.slug, *more]))


def test_a_distributed_case_is_not_public_by_itself(client, case):
    assert client.get(public_url(case)).status_code == 404
    assert client.get(public_url(case, "reports:public_case_pdf")).status_code == 404


@pytest.mark.parametrize("who", ["coordinator", "expert"])
def test_staff_make_an_edition_public_and_withdraw_it(client, case, who, request):
    person = request.getfixturevalue(who)

    switch(client, person, case, "edition_make_public", 1)
    client.logout()
    page = client.get(public_url(case))
    switch(client, person, case, "withdraw_public")
    client.logout()

    assert "Six words that say enough here." in page.text
    assert page["Cache-Control"] == "no-cache"
    assert client.get(public_url(case)).status_code == 404
    verbs = set(Activity.objects.about(case).values_list("verb", flat=True))
    assert {"case_made_public", "case_withdrawn"} <= verbs


@pytest.mark.parametrize("who", ["editor", "participant"])
def test_nobody_else_switches_it(client, public, who, request):
    person = request.getfixturevalue(who)

    assert switch(client, person, public, "edition_make_public", 1).status_code == 403
    assert switch(client, person, public, "withdraw_public").status_code == 403
    assert Edition.objects.get().public_since is not None


def test_nothing_confidential_is_on_the_public_page(client, public, editor, coordinator):
    page = client.get(public_url(public))

    for secret in SECRETS:
        assert secret not in page.text
    # A thousand words of it say nothing of themselves either: 150 open ones are read in a minute.
    assert "1 minute to read" in page.text
    for member in (editor, coordinator):
        assert member.name not in page.text


def test_the_public_page_shows_no_navigation_and_no_files(client, public, coordinator):
    as_visitor = client.get(public_url(public))
    client.force_login(coordinator)
    as_member = client.get(public_url(public))

    for page in (as_visitor, as_member):
        assert f'href="{reverse("cases:list", args=[public.programme.slug])}"' not in page.text
        assert "/attachments/" not in page.text
        # The overview is closed to visitors: the name on top leads to the log-in.
        assert f'class="brand" href="/{public.programme.slug}/"' not in page.text
        assert "/comments/" not in page.text
    for secret in SECRETS:
        assert secret not in as_member.text


def test_nothing_confidential_is_in_the_public_pdf(public):
    pages = context_of(DocumentKind.CASE, public.editions.get())

    for secret in SECRETS:
        assert secret not in pages.html()
        assert secret not in str(pages)
    assert all("1,1" not in row.value for row in pages.cover.facts)


def test_the_public_edition_is_the_one_that_was_made_public(client, public, expert):
    again = services.reopen_case(public, by=expert, reason="New words.")
    Answer.objects.filter(case=again, topic="life_cycle").update(text="Words of edition two.")
    draft = client.get(public_url(public))
    services.publish_edition(again, by=expert, remark="A remark for members.")
    first = client.get(public_url(public))
    switch(client, expert, public, "edition_make_public", 2)
    client.logout()
    second = client.get(public_url(public))

    assert "Words of edition two." not in draft.text
    assert "Words of edition two." not in first.text
    assert "Words of edition two." in second.text
    assert "A remark for members." not in second.text


def test_an_edition_that_nobody_saw_is_not_made_public(client, case, expert):
    Edition.objects.create(case=case, number=2, content={}, checksum="1" * 64)

    switch(client, expert, case, "edition_make_public", 1)

    assert not Edition.objects.filter(public_since__isnull=False).exists()


def test_withdrawing_takes_every_edition_away(client, public, expert):
    content = public.editions.get().content
    Edition.objects.create(
        case=public, number=2, content=content, checksum="1" * 64, public_since="2026-01-01T00:00Z"
    )

    switch(client, expert, public, "withdraw_public")

    assert not Edition.objects.filter(public_since__isnull=False).exists()


def test_a_public_case_of_another_address_is_not_found(client, public, outsider):
    other = outsider.memberships.get().programme

    for names in ([other.slug, public.city.slug], [public.programme.slug, "nowhere"]):
        assert client.get(reverse("reports:public_case", args=names)).status_code == 404


def test_staff_see_the_link_and_others_do_not(client, public, expert, editor, participant):
    link = f"http://localhost:8000{public_url(public)}"
    found = {}
    for person in (expert, editor, participant):
        client.force_login(person)
        found[person] = link in client.get(public.get_absolute_url()).text

    assert found == {expert: True, editor: False, participant: False}


# The PDF


def document_of(edition, kind="case"):
    document = DocumentFactory(case_edition=edition, kind=kind)
    document.file.save("case.pdf", ContentFile(A_PDF), save=False)
    document.status, document.pages, document.size = "ready", 1, len(A_PDF)
    document.save()
    return document


def test_visitors_get_the_pdf_that_is_ready(client, public):
    document_of(public.editions.get())

    page = client.get(public_url(public))
    response = client.get(public_url(public, "reports:public_case_pdf"))

    assert public_url(public, "reports:public_case_pdf") in page.text
    assert response.status_code == 200
    assert io.BytesIO(b"".join(response.streaming_content)).read() == A_PDF


def test_the_confidential_pdf_is_never_given_to_visitors(client, public):
    document_of(public.editions.get(), kind="case_confidential")

    response = client.get(public_url(public, "reports:public_case_pdf"))

    assert response.status_code == 404
    assert public_url(public, "reports:public_case_pdf") not in client.get(public_url(public)).text


def test_a_withdrawn_case_takes_its_pdf_along(client, public, expert):
    document_of(public.editions.get())
    services.withdraw_public(public, by=expert)

    assert client.get(public_url(public, "reports:public_case_pdf")).status_code == 404


def test_the_pdf_of_a_public_edition_is_built_ahead_though_there_is_a_newer_one(public):
    first = public.editions.get()
    second = Edition.objects.create(case=public, number=2, content=first.content, checksum="1" * 64)

    assert {row for _kind, row in shelf.editions_without_document()} == {first, second}


# Members in confidence


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ("participant", "case"),
        ("stranger", "case"),
        ("neighbour", "case_confidential"),
        ("expert", "case_confidential"),
    ],
)
def test_the_page_offers_the_pdf_that_the_person_may_have(client, case, who, kind, request):
    client.force_login(request.getfixturevalue(who))

    page = client.get(case.get_absolute_url())

    edition = case.editions.get()
    wanted = reverse("reports:document_request", args=[case.programme.slug, kind, edition.pk])
    assert f'action="{wanted}"' in page.text


def test_the_confidential_pdf_says_so_on_every_page(case):
    pages = context_of(DocumentKind.CASE_CONFIDENTIAL, case.editions.get())

    assert pages.cover.stamp == "Confidential"
    assert b"Confidential</text>" in pages.pictures()["stamp"].data
    assert pages.pictures()["stamp"].data.count(b"Confidential") == 1
    assert "clusnet:stamp" in pages.html()


def test_a_case_without_secrets_needs_no_second_pdf(client, distributed, expert):
    client.force_login(expert)

    page = client.get(Case.objects.get(pk=distributed.pk).get_absolute_url())

    assert "/case_confidential/" not in page.text
