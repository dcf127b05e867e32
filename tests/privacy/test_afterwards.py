"""A page that was open, or a form sent late, brings no erased name back."""

import datetime

import pytest
from django.utils import timezone

from programme.models import DataRequest, PeopleImport
from programme.privacy.afterwards import sweep_again
from programme.privacy.names import Finder
from programme.privacy.prints import PRINTS, KnownByPrint, prints_of
from programme.writing.services import TextConflict, give_up, save_text
from tests import factories
from tests.privacy.planting import EMAIL, NAME, TOLD, found_in_tables

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(city, person, editor):
    """A text of a case that names the person, saved once."""
    case = factories.CaseFactory(city=city)
    row = case.answers.first()
    return save_text(row, TOLD, base_version=row.version, by=editor)


def test_a_page_that_was_open_is_told_of_another_version_and_brings_no_name_back(
    answer, person, editor, erase
):
    shown = answer.version
    erase(person)

    typed = f"{NAME.upper()} and Ördög, Zsófia Quillfeather ({EMAIL}) like rain."
    with pytest.raises(TextConflict) as conflict:
        save_text(answer, typed, base_version=shown, by=editor)
    label = f"Former participant {person.pk}"
    clean = f"{label} and {label} (erased-{person.pk}@erased.invalid) like rain."
    assert conflict.value.refused == clean
    current = conflict.value.row
    mine = save_text(current, typed, base_version=current.version, by=editor)
    give_up(mine, typed, base_version=mine.version, by=editor)

    assert mine.text == clean
    assert found_in_tables() == set()


def test_what_a_form_without_versions_brings_back_goes_within_a_day_and_prints_in_a_month(
    person, city, erase
):
    request = erase(person)
    late = factories.CommentFactory(text=TOLD)

    sweep_again()

    late.refresh_from_db()
    assert NAME not in late.text
    assert found_in_tables() == set()
    assert PRINTS in DataRequest.objects.get(pk=request.pk).tally
    long_ago = timezone.now() - datetime.timedelta(days=31)
    DataRequest.objects.filter(pk=request.pk).update(done_at=long_ago)
    sweep_again()
    assert PRINTS not in DataRequest.objects.get(pk=request.pk).tally


@pytest.mark.once
def test_a_name_is_known_again_while_the_site_changes_its_key(db, settings):
    prints = prints_of(Finder((NAME,), (EMAIL,), "", ""))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"

    finder = KnownByPrint((), (), "Somebody", "nobody@erased.invalid", prints=prints)

    assert finder.replaced(f"{NAME}, {EMAIL}") == "Somebody, nobody@erased.invalid"


def test_who_comes_later_and_is_called_the_same_keeps_the_name(answer, person, editor, erase):
    erase(person)
    factories.UserFactory(name=NAME)
    answer.refresh_from_db()

    saved = save_text(answer, f"{NAME} is new.", base_version=answer.version, by=editor)
    sweep_again()

    saved.refresh_from_db()
    assert saved.text == f"{NAME} is new."


@pytest.mark.once
def test_whoever_is_to_be_invited_again_keeps_the_name_in_the_list(person, city, editor, erase):
    erase(person)
    rows = [{"row": 2, "name": NAME, "email": EMAIL}]
    people = PeopleImport.objects.create(
        programme=city.programme, uploaded_by=editor, file_name="people.csv", rows=rows
    )

    sweep_again()

    people.refresh_from_db()
    assert people.rows == rows


def test_a_guest_who_comes_back_is_a_new_guest(person, erase):
    erase(person)
    back = factories.RegistrationFactory(user=None, name=NAME, email=EMAIL)

    sweep_again()

    back.refresh_from_db()
    assert (back.name, back.email) == (NAME, EMAIL)
