"""A list of people from a file: read, shown with what is wrong, invited in one go."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programme.exchange.tables import FileProblemError
from programme.invitations.bulk import BulkError, Plan, invite_all, leave_out, throw_away
from programme.invitations.sheets import read_people, template_file
from programme.models import Activity, Invitation, Mail, Membership, PeopleImport, Role, User
from programme.spreadsheets import table_file
from tests.factories import CityFactory, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HEADINGS = ["E-mail", "Name", "Role", "City", "Partner"]


@pytest.fixture
def bring(programme, coordinator):
    def read(*rows, kind="csv", headings=HEADINGS):
        file = io.BytesIO(table_file(kind, "People", headings, rows))
        return read_people(programme, file, name="people.csv", by=coordinator)

    return read


def states(people):
    return [(row.state, sorted(row.problems)) for row in Plan.of(people).rows]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_each_row_says_what_would_happen(bring, programme, city, kind):
    UserFactory(email="known@person.example")
    here = MembershipFactory(programme=programme, city=city, role=Role.EDITOR).user
    UserFactory(email="closed@person.example", is_active=False)

    people = bring(
        ["new@person.example", "New Person", "City editor", city.name, ""],
        ["Known@Person.example", "Known", "", "", ""],
        [here.email, here.name, "editor", city.name.upper(), ""],
        ["new@person.example", "New Person", "editor", city.name, ""],
        ["new@person.example", "Other Name", "expert", "", ""],
        ["not an address", "Somebody", "", "", ""],
        ["other@person.example", "Klara \u202ednuL", "", "", ""],
        ["third@person.example", "Third", "king", "Atlantis", ""],
        ["fifth@person.example", "Win http://elsewhere.example", "", "", ""],
        ["fourth@person.example", "Fourth", "City editor", "", ""],
        ["closed@person.example", "Closed", "", "", ""],
        ["sixth@person.example", "Ada\nseventh@person.example;Seven", "", "", ""],
        ["", "", "", "", "=cmd|' /C calc'!A0"],
        kind=kind,
    )

    assert states(people) == [
        ("new", []),
        ("known", []),
        ("here", []),
        ("wrong", ["email"]),
        ("wrong", ["name"]),
        ("wrong", ["email"]),
        ("wrong", ["name"]),
        ("wrong", ["city", "role"]),
        ("wrong", ["name"]),
        ("wrong", ["city"]),
        ("wrong", ["email"]),
        ("wrong", ["name"]),
        ("wrong", ["email", "name", "partner"]),
    ]


def test_cities_of_other_programmes_are_unknown(bring):
    people = bring(["new@person.example", "New Person", "editor", CityFactory().name, ""])

    assert states(people) == [("wrong", ["city"])]


def test_all_are_invited_in_one_go_each_with_one_entry(bring, programme, city, coordinator):
    known = UserFactory(email="known@person.example")
    people = bring(
        ["one@person.example", "One", "editor", city.name, ""],
        ["one@person.example", "One", "expert", "", ""],
        ["known@person.example", "Other", "", city.name, ""],
        ["wrong", "Wrong", "", "", ""],
    )

    number = invite_all(people, expected=2, by=coordinator)

    one = User.objects.get(email="one@person.example")
    assert number == 2
    assert Membership.objects.filter(programme=programme, user=one).count() == 2
    assert Membership.objects.filter(programme=programme, user=known, city=city).exists()
    assert Invitation.objects.get().user == one
    kinds = Mail.objects.values_list("address", "kind")
    assert set(kinds) == {
        ("one@person.example", "invitation"),
        ("known@person.example", "invitation-known"),
    }
    assert "Expert" in Mail.objects.get(kind="invitation").body
    assert Activity.objects.filter(verb="person_added").count() == 3
    assert not PeopleImport.objects.exists()


def test_a_list_that_has_changed_or_is_gone_invites_nobody(bring, programme, coordinator):
    people = bring(["one@person.example", "One", "", "", ""])

    with pytest.raises(BulkError):
        invite_all(people, expected=2, by=coordinator)
    invite_all(people, expected=1, by=coordinator)
    with pytest.raises(BulkError):
        invite_all(people, expected=1, by=coordinator)
    # Another window: nobody is told there that nobody was invited.
    with pytest.raises(BulkError):
        throw_away(people)
    with pytest.raises(BulkError):
        leave_out(people, 2, is_out=True)

    assert Mail.objects.count() == 1


def test_somebody_who_got_an_account_in_this_moment_is_read_once_more(
    bring, coordinator, monkeypatch
):
    people = bring(["new@person.example", "New Person", "", "", ""])
    read = Plan.of(people)
    UserFactory(email="new@person.example")
    monkeypatch.setattr(Plan, "of", lambda _people: read)

    with pytest.raises(BulkError, match="changed meanwhile"):
        invite_all(people, expected=1, by=coordinator)


@pytest.mark.parametrize("number", [1, 300])
def test_the_queries_of_the_preview_do_not_grow(
    client, bring, coordinator, number, django_assert_num_queries
):
    people = bring(*[[f"p{i}@person.example", f"Person {i}", "", "", ""] for i in range(number)])
    client.force_login(coordinator)
    url = reverse("programme:people_preview", args=[people.programme.slug, people.pk])

    # session, user, seats, list; people, cities, partners, roles held
    with django_assert_num_queries(7):
        page = client.get(url)

    assert page.context["plan"].people == number


@pytest.mark.parametrize(
    "headings",
    [["Telephone", "Shoe size"], ["E-mail", "E-mail address", "Name"], ["Name", "City"]],
)
def test_a_file_that_is_no_list_of_people_says_why(bring, headings):
    with pytest.raises(FileProblemError):
        bring(["x"] * len(headings), headings=headings)


WRITTEN = "E-mail;Name\nzoe@person.example;Zoë Ångström\n"


@pytest.mark.parametrize(
    "content",
    [
        WRITTEN.encode("utf-8-sig"),
        WRITTEN.encode("latin-1"),
        WRITTEN.encode("utf-16"),
        WRITTEN.replace(";", "\t").encode("utf-16-be"),
        WRITTEN.replace("\n", "\r").encode(),
        f"sep=;\n{WRITTEN}".encode(),
        "Name,City,E-mail\nZoë Ångström,,zoe@person.example\n".encode(),
    ],
)
def test_a_list_is_read_however_it_was_written(programme, coordinator, content):
    people = read_people(programme, io.BytesIO(content), name="list", by=coordinator)

    (row,) = Plan.of(people).rows
    assert (row.state, row.email, row.name) == ("new", "zoe@person.example", "Zoë Ångström")


def unpacking_to(megabytes):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b" " * megabytes * 1024 * 1024)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (unpacking_to(13), "too large for a list"),
        (b"E-mail;Name\n" + b"p@person.example;Person\n" * 2001, "more than 2000 people"),
        (b"E-mail;Name\n", "nobody below"),
        (b"PK\x03\x04nonsense", "damaged"),
    ],
)
def test_a_file_that_cannot_be_meant_leaves_the_list_of_before(bring, programme, content, words):
    before = bring(["a@person.example", "Ada", "", "", ""])

    with pytest.raises(FileProblemError, match=words):
        read_people(programme, io.BytesIO(content), name="x", by=before.uploaded_by)

    assert PeopleImport.objects.get() == before


def test_pages_upload_leave_out_and_invite(client, programme, coordinator, expert, outsider):
    client.force_login(coordinator)
    url = reverse("programme:people_import", args=[programme.slug])
    content = b"Mail;Name\none@person.example;One\nwrong;Wrong\ntwo@person.example;Two\n"

    bad = client.post(url, {"file": SimpleUploadedFile("x.csv", b"%PDF-1.7 not a list")})
    seen = client.post(url, {"file": SimpleUploadedFile("people.csv", content)}, follow=True)
    people = PeopleImport.objects.get()
    at = [programme.slug, people.pk]
    client.post(reverse("programme:people_leave_out", args=at), {"out": "4"})
    page = client.get(reverse("programme:people_preview", args=at)).content.decode()
    client.post(reverse("programme:people_invite_all", args=at), {"people": "1"})

    assert bad.status_code == 422
    assert "This is not" in seen.content.decode() or "valid" in seen.content.decode()
    assert "Invite 1 person" in page
    assert [mail.address for mail in Mail.objects.all()] == ["one@person.example"]
    client.force_login(expert)
    assert client.get(url).status_code == 403


def test_the_template_is_a_list_that_can_be_read(programme, coordinator):
    for kind in ("csv", "xlsx"):
        people = read_people(
            programme, io.BytesIO(template_file(kind)), name=f"t.{kind}", by=coordinator
        )
        assert len(people.rows) == 2
    assert PeopleImport.objects.count() == 1
