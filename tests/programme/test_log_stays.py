"""What happened stays as it happened: the database itself refuses to change the log."""

import pytest
from django.db import IntegrityError, connection, transaction

from programme.activity import log_opened, record
from programme.models import Activity, ActivityCity, LogOpening, User
from tests.factories import CityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(city, editor):
    return record(
        "tested",
        city,
        "Ana did it.",
        by=editor,
        programme=city.programme,
        city=city,
        also_for=[CityFactory(programme=city.programme)],
    )


def change_in_bulk():
    rows = list(Activity.objects.all())
    for row in rows:
        row.sentence = "Nobody did it."
    Activity.objects.bulk_update(rows, ["sentence"])


def by_sql(statement):
    def change():
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return change


def delete_programme():
    programme = Activity.objects.get().programme
    programme.memberships.all().delete()
    programme.cities.all().delete()
    programme.delete()


def replace_by_sql():
    """As a tool of SQLite writes rows; PostgreSQL changes the row that is there."""
    columns = "id, programme_id, at, verb, subject, sentence, remark, path, before, after, folded"
    others = columns.replace("sentence", "'Nobody did it.'")
    copy = f"INTO programme_activity ({columns}) SELECT {others} FROM programme_activity"  # noqa: S608
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"INSERT OR REPLACE {copy}")
        else:
            change = "ON CONFLICT (id) DO UPDATE SET sentence = EXCLUDED.sentence"
            cursor.execute(f"INSERT {copy} {change}")


CHANGES = {
    "replaced": replace_by_sql,
    "other words": lambda: Activity.objects.update(sentence="Nobody did it."),
    "another time": lambda: Activity.objects.update(at="2001-01-01T00:00Z"),
    "another value": lambda: Activity.objects.update(before={"name": "x"}),
    "somebody else": lambda: Activity.objects.update(actor=User.objects.create_user("x@y.example")),
    "nobody": lambda: Activity.objects.update(actor=None),
    "with who did it": lambda: Activity.objects.get().actor.delete(),
    "deleted": lambda: Activity.objects.all().delete(),
    "row by row": change_in_bulk,
    "changed by SQL": by_sql("UPDATE programme_activity SET sentence = 'Nobody did it.'"),
    "deleted by SQL": by_sql("DELETE FROM programme_activity"),
    "other readers": lambda: ActivityCity.objects.update(city=CityFactory()),
    "no readers": lambda: ActivityCity.objects.all().delete(),
    "with its programme": delete_programme,
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_or_delete_an_entry(entry, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        CHANGES[change]()

    assert Activity.objects.values("sentence", "at", "actor").get() == {
        "sentence": "Ana did it.",
        "at": entry.at,
        "actor": entry.actor_id,
    }


def test_postgresql_does_not_empty_the_log_at_once():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE.")
    with connection.cursor() as cursor:
        # Put aside for tests that empty all tables (conftest).
        cursor.execute("ALTER TABLE programme_activity ENABLE TRIGGER USER")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute("TRUNCATE programme_activity CASCADE")


def test_an_entry_outlives_the_city_that_it_names_and_keeps_who_did_it(entry, city, editor):
    editor.memberships.all().delete()
    city.delete()

    assert Activity.objects.values_list("sentence", "city", "actor").get() == (
        "Ana did it.",
        None,
        editor.pk,
    )


def test_what_may_be_rewritten_inside_an_opening_is_shut_again_after_it(entry, programme):
    with log_opened("erasure"):
        Activity.objects.update(sentence="Somebody did it.")

    assert not LogOpening.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.update(sentence="Ana did it.")


def test_an_opening_that_fails_changes_nothing_and_leaves_no_door_open(entry):
    with pytest.raises(ZeroDivisionError), log_opened("erasure"):  # noqa: PT012
        Activity.objects.update(sentence="Somebody did it.")
        1 / 0  # noqa: B018

    assert Activity.objects.get().sentence == "Ana did it."
    assert not LogOpening.objects.exists()


def test_a_programme_takes_its_log_along(entry, programme):
    programme.memberships.all().delete()
    programme.cities.all().delete()
    with log_opened("programme deleted"):
        programme.delete()

    assert not Activity.objects.exists()
