"""The programme's settings: names, logo, objectives, groups, partners, rules."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from programme.models import Activity, Group, Objective, Partner
from programme.workplan.dates import default_rules
from tests.factories import (
    CityFactory,
    GroupFactory,
    ObjectiveFactory,
    PartnerFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def picture(name="logo.png", kind="PNG", size=(8, 8)):
    content = io.BytesIO()
    Image.new("RGB", size).save(content, kind)
    return SimpleUploadedFile(name, content.getvalue())


def settings_page(programme):
    return reverse("programme:settings", args=[programme.slug])


def typed(**values):
    return {
        "name": "Clusnet",
        "title": "Clusters and Cities Network",
        "headline": "Typed headline",
        "starts_on": "2026-01-01",
        "ends_on": "2028-12-31",
        "workshop_label": "seminar",
        "expert_label": "CSC",
        "fact_check_days": "10",
        "funding_line": "Paid by many",
    } | values


@pytest.fixture(autouse=True)
def without_logo(programme):
    programme.logo = ""
    programme.save()


@pytest.fixture
def own(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def with_logo(own, programme):
    own.post(settings_page(programme), typed(logo=picture()))
    programme.refresh_from_db()
    return programme


def test_names_are_changed_and_logged(own, programme):
    response = own.post(settings_page(programme), typed())

    programme.refresh_from_db()
    assert response.url == settings_page(programme)
    assert (programme.workshop_label, programme.funding_line) == ("seminar", "Paid by many")
    assert Activity.objects.get().after["workshop_label"] == "seminar"


@pytest.mark.parametrize(
    ("values", "at"),
    [
        ({"name": ""}, "name"),
        ({"title": "x" * 201}, "title"),
        ({"ends_on": "2025-01-01"}, "ends_on"),
        ({"starts_on": "some day"}, "starts_on"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(own, programme, values, at):
    response = own.post(settings_page(programme), typed(**values))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [at]
    assert "Typed headline" in response.content.decode()


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        SimpleUploadedFile("logo.png", b"this is no picture"),
        SimpleUploadedFile("logo.png", b""),
        picture("logo.gif", "GIF"),
        picture("x" * 120 + ".png"),
    ],
    ids=["svg", "text", "empty", "gif", "long name"],
)
def test_a_file_of_the_wrong_kind_is_refused_and_keeps_the_rest(own, programme, upload):
    response = own.post(settings_page(programme), typed(logo=upload))

    programme.refresh_from_db()
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["logo"]
    assert "Typed headline" in response.content.decode()
    assert not programme.logo


def test_a_file_that_is_too_large_is_refused_in_words(own, programme, monkeypatch):
    monkeypatch.setattr("programme.forms.settings.LARGEST_LOGO", 50)

    response = own.post(settings_page(programme), typed(logo=picture()))

    assert "a logo may have 50\xa0bytes at most" in response.context["form"].errors["logo"][0]


def test_members_see_the_logo_and_nobody_else(client, with_logo, participant, outsider):
    url = reverse("programme:logo", args=[with_logo.slug])
    answers = {}
    for name, user in {"participant": participant, "outsider": outsider}.items():
        client.force_login(user)
        answers[name] = client.get(url)
    client.logout()
    answers["visitor"] = client.get(url)

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "participant": 200,
        "outsider": 404,
        "visitor": 404,
    }
    shown = answers["participant"]
    assert shown.headers["Content-Type"] == "image/png"
    assert b"".join(shown.streaming_content)[:4] == b"\x89PNG"


def test_no_logo_is_not_found(own, programme):
    assert own.get(reverse("programme:logo", args=[programme.slug])).status_code == 404


def test_a_new_logo_takes_the_place_of_the_old(own, with_logo, django_capture_on_commit_callbacks):
    old = with_logo.logo.name

    with django_capture_on_commit_callbacks(execute=True):
        own.post(settings_page(with_logo), typed(logo=picture("other.jpg", "JPEG")))

    with_logo.refresh_from_db()
    assert with_logo.logo.name != old
    assert (default_storage.exists(old), default_storage.exists(with_logo.logo.name)) == (
        False,
        True,
    )


def test_the_logo_is_removed(own, with_logo, django_capture_on_commit_callbacks):
    old = with_logo.logo.name

    with django_capture_on_commit_callbacks(execute=True):
        own.post(settings_page(with_logo), typed(remove_logo="on"))

    with_logo.refresh_from_db()
    assert not with_logo.logo
    assert not default_storage.exists(old)


def test_saving_without_a_file_keeps_the_logo(own, with_logo):
    own.post(settings_page(with_logo), typed())

    name = with_logo.logo.name
    with_logo.refresh_from_db()
    assert with_logo.logo.name == name


def test_the_rules_are_shown_in_words(own, programme):
    for rule in default_rules(programme):
        rule.save()

    page = own.get(settings_page(programme)).content.decode()

    assert "8 days before the first day" in page
    assert "12 months after the last day" in page
    assert "on the first day" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(own, programme, rows, django_assert_num_queries):
    for _ in range(rows):
        ObjectiveFactory(programme=programme)
        PartnerFactory(programme=programme)
        CityFactory(programme=programme)

    # session, user, seats, programme, may edit, objectives, groups and cities, partners, rules
    with django_assert_num_queries(10):
        own.get(settings_page(programme))


@pytest.mark.parametrize(
    ("role", "status"),
    [("editor", 403), ("expert", 403), ("participant", 403), ("outsider", 404)],
)
def test_others_are_kept_out_of_the_settings(client, request, programme, role, status):
    client.force_login(request.getfixturevalue(role))

    answers = {
        client.get(settings_page(programme)).status_code,
        client.post(settings_page(programme), typed()).status_code,
    }

    assert answers == {status}


# Objectives, groups, partners

PARTS = {
    "objective": (ObjectiveFactory, Objective, {"position": 9, "title": "T", "part": "policy"}),
    "group": (GroupFactory, Group, {"number": 9, "name": "N"}),
    "partner": (PartnerFactory, Partner, {"short_name": "S", "name": "N", "kind": "network"}),
}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_added_changed_and_deleted(own, programme, part):
    _factory, model, fields = PARTS[part]
    model.objects.all().delete() if part != "group" else None

    own.post(reverse(f"programme:{part}_create", args=[programme.slug]), fields)
    row = model.objects.get(**fields)
    edit = reverse(f"programme:{part}_edit", args=[programme.slug, row.pk])
    name = next(key for key, value in reversed(fields.items()) if value in {"T", "N"})
    own.post(edit, fields | {name: "Changed"})
    row.refresh_from_db()
    changed = getattr(row, name)
    own.post(reverse(f"programme:{part}_delete", args=[programme.slug, row.pk]))

    assert (row.programme, changed) == (programme, "Changed")
    assert not model.objects.filter(pk=row.pk).exists()
    assert [entry.verb for entry in Activity.objects.order_by("pk")] == [
        f"{part}_added",
        f"{part}_changed",
        f"{part}_deleted",
    ]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_there_already_is_refused_at_its_field(own, programme, part):
    factory, _model, fields = PARTS[part]
    unique = {"objective": "position", "group": "number", "partner": "short_name"}[part]
    factory(programme=programme, **fields)

    response = own.post(reverse(f"programme:{part}_create", args=[programme.slug]), fields)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [unique]


def test_a_group_with_cities_stays(own, city):
    url = reverse("programme:group_delete", args=[city.programme.slug, city.group.pk])

    question = own.get(url)
    own.post(url)

    assert f"City “{city}”" in question.content.decode()
    assert Group.objects.filter(pk=city.group.pk).exists()


@pytest.mark.parametrize(("role", "status"), [("editor", 403), ("expert", 403), ("outsider", 404)])
def test_others_change_no_part(client, request, programme, role, status):
    client.force_login(request.getfixturevalue(role))
    urls = []
    for part, (factory, *_more) in PARTS.items():
        row = factory(programme=programme)
        urls.append(reverse(f"programme:{part}_create", args=[programme.slug]))
        urls += [
            reverse(f"programme:{part}_{verb}", args=[programme.slug, row.pk])
            for verb in ("edit", "delete")
        ]

    assert {client.post(url).status_code for url in urls} == {status}
