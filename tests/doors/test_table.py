"""The table of doors is true, and says what the rules say."""

import os

import pytest

from tests.doors import DOORS, of_site, url_of
from tests.doors.door import ROLES
from tests.doors.table import METHODS, ask, read_table, write_part

ALL_DOORS = DOORS | dict(of_site.of_operators())
# Set by `make doors`: every method as every role, with the pages painted, and written down.
WRITING = "WRITE_DOORS" in os.environ
# To build the world takes longer than to knock at a door: many are tried in one.
CORRIDORS = 8


def asked(name, role):
    """GET and POST of everybody; the other methods of one role, each time of another."""
    turn = ROLES[list(ALL_DOORS).index(name) % len(ROLES)]
    return METHODS if WRITING or role == turn else "GP"


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("corridor", range(CORRIDORS))
def test_every_door_answers_as_the_table_says(world, corridor):
    names = list(ALL_DOORS)[corridor::CORRIDORS]
    urls = {name: url_of(name, ALL_DOORS[name], world) for name in names}
    painted = ROLES if WRITING else ("coordinator", "participant")

    rows = ask(urls, world.people, asked, painted=painted)

    if WRITING:
        write_part(corridor, rows, list(ALL_DOORS))
        return
    table = read_table()
    differences = [
        words
        for name in names
        if name in table
        for words in table[name].differences(name, rows[name])
    ]
    assert "\n".join(differences) == "", HOW_TO_ACCEPT


HOW_TO_ACCEPT = "Is it meant? Then `make doors` writes the table anew: read its difference."


def test_table_has_a_line_for_every_address():
    assert list(read_table()) == list(ALL_DOORS), HOW_TO_ACCEPT
