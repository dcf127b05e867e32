"""Doors open for whom they exist; for everybody else there is nothing.

What each address answers is asked in ``test_table.py``; here the table is held against the rules.
"""

import pytest
from django.db import connection

from tests import factories
from tests.doors import DOORS, addresses, of_site, url_of
from tests.doors.door import EVERYBODY, ROLES
from tests.doors.table import METHODS, Visit, read_table
from tests.walk.walker import QUERIES

OUTSIDE = ("nobody", "away", "outsider")


@pytest.fixture(scope="module")
def table():
    return read_table()


def test_every_address_is_a_door():
    assert set(addresses()) == set(DOORS)


def answered(row, role, letters="GP"):
    """The marks of a role, without “not with this method”."""
    return {row.marks[role, letter] for letter in letters} - {"-"}


def test_door_opens_only_for_whom_it_exists(table):
    opens = {
        name: {role for role in EVERYBODY if answered(table[name], role) != {"."}} for name in DOORS
    }

    assert opens == {name: set(door.opens) for name, door in DOORS.items()}


def test_whoever_is_not_in_the_programme_finds_nothing_of_it(table):
    """Not even which methods an address has: all are 404, as if it were not there."""
    closed = {name: door for name, door in DOORS.items() if "visitor" not in door.opens}
    found = {
        (name, role, letter)
        for name, door in closed.items()
        if door.in_programme
        for role in ("visitor", *OUTSIDE)
        for letter in METHODS
        if table[name].marks[role, letter] != "."
    }

    assert found == set()


def test_operators_pages_are_there_for_operators_alone(table):
    found = {
        (name, role, letter)
        for name, _door in of_site.of_operators()
        for role in ROLES
        if role != "proven"
        for letter in METHODS
        # The way in leads to the log-in, and operators to their second factor first.
        if table[name].marks[role, letter]
        not in (".->" if role == "operator" or name == "admin:login" else ".-")
    }

    assert found == set()


def test_nothing_breaks_and_nothing_depends_on_an_odd_method(table):
    """HEAD answers as GET does; PUT, PATCH and DELETE do nothing anywhere."""
    odd = {
        (name, role, letter)
        for name, row in table.items()
        for role in ROLES
        for letter in METHODS
        if row.marks[role, letter] not in ".->of?blcgt"
        or (letter == "H" and row.marks[role, "H"] != row.marks[role, "G"])
        or (letter in "UAD" and row.marks[role, letter] not in ".-f")
    }

    assert odd == set()


def test_what_is_for_members_is_kept_by_nobody_else(table):
    kept = {
        name: row.kept
        for name, row in table.items()
        if row.marks["visitor", "G"] == "." and row.kept
        if not {"private", "no-store"} & set(row.kept.split(","))
    }

    assert kept == {}


@pytest.mark.skipif(connection.vendor == "sqlite", reason="the table was asked on SQLite")
@pytest.mark.django_db
def test_no_page_asks_what_another_database_refuses(world):
    """Most tests of pages run on one database only; here each page is opened on the other.

    No row there holds a NUL, and it refuses to look for one.
    """
    visit = Visit(world.people["coordinator"], painted=True)
    opened = {name: url_of(name, door, world) for name, door in DOORS.items()}
    asked_for = "&".join(f"{name}=%00" for name in QUERIES)

    broken = {
        (name, method)
        for name, url in opened.items()
        for method, query in (("GET", ""), ("POST", f"?{asked_for}"))
        if visit.ask(method, url + query).status_code >= 500
    }

    assert broken == set()


# Names that are words of the address, and not of a row.
WORDS = {
    "programme:cluster_export",
    "programme:cluster_template",
    "programme:link_export",
    "programme:people_export",
    "programme:people_template",
    "programme:log_export",
    "programme:news_export",
    "programme:consent_give",
    "programme:workplan_export",
    "programme:letter",
    "programme:letter_preview",
    "programme:letter_reset",
    "programme:letter_test",
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
def test_no_row_is_reached_through_the_address_of_another_programme(world, table):
    both = world.people["coordinator"]
    elsewhere = factories.ProgrammeFactory()
    factories.MembershipFactory(user=both, programme=elsewhere, role="coordinator")
    visit = Visit(both, painted=False)

    open_doors = {
        (name, method)
        for name in set(DOORS) - WORDS
        if DOORS[name].in_programme and DOORS[name].names(world)
        for letter, method in (("G", "GET"), ("P", "POST"))
        if table[name].marks["coordinator", letter] != "-"
        if visit.ask(method, url_of(name, DOORS[name], world, elsewhere)).status_code != 404
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
    "programme:mail_preferences",
    "programme:consent_give",
    "programme:leave",
    "workshops:guest_link_send",
    "workshops:guest_link_renew",
    "workshops:guest",
    "workshops:guest_withdraw",
    *(f"workshops:guest_data_{verb}" for verb in ("ask", "erase", "keep")),
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


def test_a_participant_does_nothing_for_others(table):
    done = {
        name
        for name, door in DOORS.items()
        if door.in_programme and table[name].marks["participant", "P"] not in "f.-"
    }

    assert done == DONE_BY_PARTICIPANTS


def test_a_participant_of_another_group_does_no_more(table):
    more = {
        (name, letter)
        for name in DOORS
        for letter in "GP"
        if table[name].marks["participant", letter] in "f.-"
        and table[name].marks["other_group", letter] not in "f.-"
    }

    assert more == set()
