"""The table of doors is true, and says what the rules say."""

import os

import pytest

from tests.doors import DOORS, of_site, url_of
from tests.doors.door import ROLES
from tests.doors.table import METHODS, ask, read_table, write_part

ALL_DOORS = DOORS | dict(of_site.of_operators())
TABLE = read_table()
# Set by `make doors`: every method as every role, with the pages painted, and written down.
WRITING = "WRITE_DOORS" in os.environ
# To build the world takes longer than to knock at a door: many are tried in one.
CORRIDORS = 8


# Whom the site answers as somebody else, almost everywhere.
LIKE = {
    "visitor": "outsider",
    "nobody": "outsider",
    "away": "outsider",
    "other_group": "participant",
    "stranger": "participant",
    "expert": "coordinator",
    "operator": "outsider",
}


def asked(name, role):
    """GET and POST; where the table says of a role what it says of one like it, by turns.

    That other methods are decided before any page is shown in `tests/clusnet/test_methods.py`;
    `make doors` asks everything of everybody.
    """
    if WRITING or name not in TABLE:
        return METHODS
    turn = list(ALL_DOORS).index(name) + ROLES.index(role)
    if turn % 48 == 0:
        return METHODS
    return [letter for letter in "GP" if turn % 3 == 0 or not said_already(name, role, letter)]


def said_already(name, role, letter):
    """Whether the table says it of another role too: whom a method is not for, it is for nobody."""
    row = TABLE[name]
    like = "coordinator" if row.marks[role, letter] == "-" else LIKE.get(role, role)
    if role == "proven" and name in DOORS:
        like = "operator"
    return like != role and row.said(role, letter) == row.said(like, letter)


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("corridor", range(CORRIDORS))
def test_every_door_answers_as_the_table_says(world, corridor):
    names = list(ALL_DOORS)[corridor::CORRIDORS]
    urls = {name: url_of(name, ALL_DOORS[name], world) for name in names}
    painted = ROLES if WRITING else ("coordinator",)

    rows = ask(urls, world.people, asked, painted=painted)

    if WRITING:
        write_part(corridor, rows, list(ALL_DOORS))
        return
    differences = [
        words
        for name in names
        if name in TABLE
        for words in TABLE[name].differences(name, rows[name])
    ]
    assert "\n".join(differences) == "", HOW_TO_ACCEPT


HOW_TO_ACCEPT = "Is it meant? Then `make doors` writes the table anew: read its difference."


def test_table_has_a_line_for_every_address():
    assert list(TABLE) == list(ALL_DOORS), HOW_TO_ACCEPT
