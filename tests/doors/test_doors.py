"""Doors open for whom they exist; for everybody else there is nothing."""

import pytest
from celery import Task
from django.db import connection, transaction
from django.urls import get_resolver, reverse

from tests import factories
from tests.doors import DOORS, WITHOUT_ROW, addresses
from tests.doors.door import EVERYBODY


def test_every_address_is_a_door():
    assert set(addresses(get_resolver())) - WITHOUT_ROW == set(DOORS)


@pytest.fixture(autouse=True)
def idle_worker(monkeypatch):
    """Whom a door lets in is asked here; what the worker then makes, elsewhere."""
    monkeypatch.setattr(Task, "apply_async", lambda *args, **options: None)


# To build the world takes longer than to knock at a door: many are tried in one.
CORRIDORS = 16


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("corridor", range(CORRIDORS))
def test_door_opens_only_for_whom_it_exists(client, world, corridor):
    names = list(DOORS)[corridor::CORRIDORS]
    urls = {name: reverse_of(name, world) for name in names}
    opens = {name: set() for name in names}

    for who in sorted(EVERYBODY):
        log_in(client, world, who)
        for name, url in urls.items():
            if answers(client, url) != {404}:
                opens[name].add(who)

    assert opens == {name: set(DOORS[name].opens) for name in names}


def reverse_of(name, world):
    return reverse(name, args=[world.programme.slug, *DOORS[name].names(world)])


def log_in(client, world, who):
    client.logout()
    if who in world.people:
        client.force_login(world.people[who])


@pytest.mark.skipif(connection.vendor == "sqlite", reason="the doors above were opened on SQLite")
@pytest.mark.django_db
def test_no_page_asks_what_another_database_refuses(client, world):
    """Most tests of pages run on one database only; here each page is opened on the other."""
    urls = [reverse_of(name, world) for name in DOORS if "coordinator" in DOORS[name].opens]
    log_in(client, world, "coordinator")

    assert max(max(answers(client, url)) for url in urls) < 500


def answers(client, url):
    """The answers to a GET and an empty POST, without “this method is not for you” (405)."""
    found = set()
    for ask in (client.get, client.post):
        # A verb that works would change the row for the next one who knocks.
        with transaction.atomic():
            found.add(ask(url).status_code)
            transaction.set_rollback(True)
    return found - {405}


# Names that are words of the address, and not of a row.
WORDS = {
    "programme:cluster_export",
    "programme:cluster_template",
    "programme:link_export",
    "programme:workplan_export",
    "programme:map_export",
    "programme:event_export",
    "reports:outcomes_export",
    "reports:downloads_export",
    "reports:final_report_write",
    "reports:final_report_save",
    "reports:final_report_presence",
    "reports:final_report_preview",
    "reports:final_report_history",
    "reports:final_report_restore",
    "reports:final_report_edition",
}


@pytest.mark.once
@pytest.mark.django_db
def test_no_row_is_reached_through_the_address_of_another_programme(client, world):
    both = world.people["coordinator"]
    elsewhere = factories.ProgrammeFactory()
    factories.MembershipFactory(user=both, programme=elsewhere, role="coordinator")
    world.people["both"] = both
    log_in(client, world, "both")

    open_doors = {
        name
        for name in set(DOORS) - WORDS
        if (names := DOORS[name].names(world))
        and answers(client, reverse(name, args=[elsewhere.slug, *names])) - {404}
    }

    assert open_doors == set()


MEETING_VERBS = ("accept", "decline", "withdraw", "cancel", "time")
# All that somebody who only takes part can do: about oneself, or with a link or a key in hand.
DONE_BY_PARTICIPANTS = {
    "workshops:calendar_create",
    "workshops:calendar_renew",
    "workshops:calendar_remove",
    "workshops:register",
    "workshops:registration_edit",
    "workshops:choose",
    "workshops:registration_withdraw",
    "workshops:guest_link_send",
    "workshops:guest_link_renew",
    "workshops:guest",
    "workshops:guest_withdraw",
    "workshops:survey_answer",
    "workshops:survey_guest",
    "reports:guest_paper",
    # From a meeting in which the person took part.
    "workshops:meeting_link",
    "workshops:meeting_outcome",
    "workshops:guest_meeting_outcome",
    "workshops:meeting_outcome_guest",
    *(f"workshops:meeting_{verb}" for verb in ("profile", "request", *MEETING_VERBS)),
    *(f"workshops:guest_meeting_{verb}" for verb in ("profile", "request", *MEETING_VERBS)),
    # A ZIP of what is for everybody.
    "reports:archive_create",
    "cases:edition_read",
    # An empty point and empty marks: both are refused in words.
    "cases:point_create",
    "cases:vote_cast",
}


@pytest.mark.once
@pytest.mark.django_db
def test_a_participant_does_nothing_for_others(client, world):
    client.force_login(world.people["participant"])
    done = set()
    for name in DOORS:
        with transaction.atomic():
            if client.post(reverse_of(name, world)).status_code not in {403, 404, 405}:
                done.add(name)
            transaction.set_rollback(True)

    assert done == DONE_BY_PARTICIPANTS
