"""What every form of the site shares."""

import pytest

from programme.forms import PartialSaveMixin, fix_parent
from programme.forms.cities import CityForm, SectorForm
from programme.forms.figures import AsOfField
from programme.models import City, Precision
from tests.factories import CityFactory, ProgrammeFactory, SectorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class NameForm(PartialSaveMixin):
    class Meta:
        model = City
        fields = ["name", "region", "latitude"]


class SlugForm(PartialSaveMixin):
    class Meta:
        model = City
        fields = ["programme", "slug"]

    def __init__(self, *args, programme, **kwargs):
        super().__init__(*args, **kwargs)
        fix_parent(self, "programme", programme)


def test_a_stale_form_does_not_undo_what_others_saved(city):
    form = NameForm({"name": "New name", "region": city.region}, instance=city)
    City.objects.filter(pk=city.pk).update(region="Changed meanwhile", website="https://a.example")

    assert form.is_valid()
    form.save()

    city.refresh_from_db()
    assert (city.name, city.region, city.website) == (
        "New name",
        "Changed meanwhile",
        "https://a.example",
    )


def test_an_unchanged_form_writes_nothing(city, django_assert_num_queries):
    form = NameForm({"name": city.name, "region": city.region}, instance=city)
    assert form.is_valid()

    with django_assert_num_queries(0):
        form.save()


def test_the_message_of_a_unique_constraint_stands_at_the_field_that_can_be_changed(city):
    CityFactory(programme=city.programme, slug="taken")

    form = SlugForm({"slug": "taken"}, instance=city, programme=city.programme)

    assert form.errors == {"slug": ["Another city already has this address."]}


def test_the_message_of_a_check_constraint_stands_at_its_field(city):
    form = NameForm({"name": "A", "latitude": "91"}, instance=city)

    assert form.errors == {"latitude": ["A latitude lies between -90 and 90."]}


def test_a_fixed_parent_cannot_be_posted(city):
    other = ProgrammeFactory()

    form = SlugForm(
        {"slug": "new-one", "programme": other.pk}, instance=city, programme=city.programme
    )

    assert form.is_valid()
    assert form.save().programme == city.programme


@pytest.mark.parametrize(
    ("name", "slug", "expected"),
    [
        ("Smart Textiles", "", "smart-textiles"),
        ("Göteborg", "", "goteborg"),
        ("Smart Textiles", "own", "own"),
    ],
)
def test_an_empty_address_follows_from_the_name(programme, name, slug, expected):
    form = SectorForm({"name": name, "slug": slug, "position": 1}, programme=programme)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["slug"] == expected


def test_a_name_without_latin_letters_needs_an_address(programme):
    form = SectorForm({"name": "Δίκτυο", "slug": "", "position": 1}, programme=programme)

    assert form.errors == {
        "slug": ["Write an address with small letters, digits and hyphens."],
    }


@pytest.mark.parametrize("word", ["new", "create"])
def test_an_address_that_the_site_needs_is_refused(programme, word):
    form = SectorForm({"name": word, "slug": "", "position": 1}, programme=programme)

    assert list(form.errors) == ["slug"]


def test_an_address_stays_when_the_name_changes(programme):
    sector = SectorFactory(programme=programme, slug="old", name="Old")

    form = SectorForm(
        {"name": "New", "slug": "", "position": 0}, instance=sector, programme=programme
    )

    assert form.is_valid()
    assert form.save().slug == "old"


def test_a_city_offers_the_groups_of_its_own_programme_alone(city):
    CityFactory()

    form = CityForm(programme=city.programme)

    assert list(form.fields["group"].queryset) == [city.group]


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2010", "2010-01-01", Precision.YEAR),
        ("2010-6", "2010-06-01", Precision.MONTH),
        (" 2010-06-30 ", "2010-06-30", Precision.DAY),
    ],
)
def test_a_date_is_read_as_exactly_as_it_is_known(text, day, precision):
    read_day, read_precision = AsOfField.read(text)

    assert (read_day.isoformat(), read_precision) == (day, precision)


@pytest.mark.parametrize("text", ["", "soon", "2010-13", "2010-02-30", "0000", "12", "2010/06"])
def test_a_date_that_makes_no_sense_is_refused(text):
    with pytest.raises(Exception, match="Write a year"):
        AsOfField.read(text)
