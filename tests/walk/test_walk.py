"""People of every role walk over the whole site; see the folder."""

import os
from pathlib import Path

import pytest
from celery import Task
from django.conf import settings
from django.db import transaction

from tests import factories
from tests.doors import DOORS, of_site
from tests.doors.door import ROLES
from tests.doors.world import build_world, member_of_another_group
from tests.doors.world import world as _world  # noqa: F401  a fixture
from tests.walk.checks import differences, guarded, our_models
from tests.walk.markers import SOUGHT, plant_elsewhere, plant_secrets
from tests.walk.values import hostile_files
from tests.walk.walker import Walker

# How many requests each role makes.
STEPS = int(os.environ.get("WALK_STEPS", "150"))
# After so many steps the rows are counted over, and everything is put back as it was.
ROUND = 100
# So many findings are enough to begin with.
ENOUGH = 30
# To build the worlds takes longer than a short walk: several roles walk in one.
GROUPS = 4


@pytest.fixture
def worlds(_world, monkeypatch):  # noqa: F811
    """The programme of the usual people, another one, and the markers in both."""
    monkeypatch.setattr(Task, "apply_async", lambda *args, **options: None)
    elsewhere = world_of_others(_world.people["outsider"], _world.people["away"])
    site = our_models()
    markers = [*plant_secrets(_world, site), plant_elsewhere(elsewhere, site)]
    return _world, elsewhere, markers


def world_of_others(coordinator, participant):
    programme = coordinator.memberships.get().programme
    city = factories.CityFactory(programme=programme)
    partner = factories.PartnerFactory(programme=programme)

    def member(role, **where):
        return factories.MembershipFactory(programme=programme, role=role, **where).user

    people = {"coordinator": coordinator, "participant": participant}
    people["expert"] = member("expert", partner=partner)
    people["editor"] = member("editor", city=city)
    people["other_group"] = member_of_another_group(programme)
    return build_world(city, people)


@pytest.mark.django_db
@pytest.mark.parametrize("group", range(GROUPS))
def test_nothing_breaks_and_nothing_is_shown_or_changed(worlds, group):
    said = []
    for role in ROLES[group::GROUPS]:
        walker, found = walk(role, *worlds)
        said += found
        if role in ("editor", "expert", "coordinator"):
            # It did not knock at closed doors alone.
            assert walker.counts[200] > walker.requests / 8

    assert said == [], "\n".join(said)


def walk(role, here, elsewhere, markers):
    """Walk as often as asked; return the walker, and all that was wrong in words."""
    doors = DOORS | dict(of_site.of_operators())
    hidden = [marker for marker in markers if marker.hidden_from(role)]
    walker = Walker(role, here, elsewhere, doors, hidden, hostile_files())
    held = guarded(role, here, elsewhere)
    said = []
    while walker.requests < STEPS and len(said) < ENOUGH:
        with transaction.atomic():
            walker.begin()
            for _step in range(min(ROUND, (STEPS - walker.requests + 1) // 2)):
                walker.step()
            changed = list(differences(held, guarded(role, here, elsewhere)))
            transaction.set_rollback(True)
        said += walker.take_findings()
        said += [f"CHANGED {words} by one of {walker.sent}" for words in changed]
    if "WALK_STEPS" in os.environ:
        counts = dict(sorted(walker.counts.items()))
        with Path(settings.DATA_DIR, "walk.txt").open("a") as file:
            file.write(f"{role}: {walker.requests} requests, answered {counts}\n")
    return walker, [f"{role}: {words}" for words in said]


def test_markers_are_found_in_what_is_packed():
    from tests.walk.reading import unpacked
    from tests.walk.values import zipped

    packed = zipped(("a.xlsx", zipped(("b.xml", f"<a>{SOUGHT}</a>"))))

    assert any(SOUGHT.encode() in words for words in unpacked(packed))
