"""People of every role walk over the whole site; see the folder."""

import os
from copy import deepcopy
from datetime import timedelta
from functools import partial
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import pytest
import time_machine
from celery import Task
from django.conf import settings
from django.core import mail
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from programme.models import Mail
from tests import factories
from tests.doors import DOORS, of_site
from tests.doors.door import ROLES
from tests.doors.world import build_world, member_of_another_group
from tests.doors.world import world as _world  # noqa: F401  a fixture
from tests.walk.checks import differences, guarded, misdirected, our_models, tied_rows
from tests.walk.markers import SOUGHT, plant_elsewhere, plant_secrets
from tests.walk.values import hostile_files
from tests.walk.walker import Walker

# How many requests each role makes.
STEPS = int(os.environ.get("WALK_STEPS", "100"))
# A short walk knocks at closed doors less: those are in the table, one and all.
OUTSIDE = ("visitor", "nobody", "away", "outsider", "operator")
# After so many steps the rows are counted over, and everything is put back as it was.
ROUND = 100
# So many findings are enough to begin with.
ENOUGH = 30
# To build the worlds takes longer than a short walk: several roles walk in one.
GROUPS = 3
# Whose walk also sees both programmes: nothing of one may come into the other.
WALKERS = (*ROLES, "both")
# How many days later it is, round after round: deadlines pass, workshops are held.
LATER = (0, 40, 400, 0, 120, -300)


@pytest.fixture
def worlds(_world, monkeypatch):  # noqa: F811
    """The programme of the usual people, another one, and the markers in both."""
    monkeypatch.setattr(Task, "apply_async", lambda *args, **options: None)
    elsewhere = world_of_others(_world.people["outsider"], _world.people["away"])
    _world.people["both"] = coordinator_of(_world.programme, elsewhere.programme)
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


def coordinator_of(*programmes):
    person = factories.UserFactory()
    for programme in programmes:
        factories.MembershipFactory(programme=programme, user=person, role="coordinator")
    return person


@pytest.mark.django_db
@pytest.mark.parametrize("group", range(GROUPS))
def test_nothing_breaks_and_nothing_is_shown_or_changed(worlds, group):
    walks = [Walk(role, *worlds) for role in WALKERS[group::GROUPS]]
    # By turns: whoever ends a long walk early has seen something of everybody.
    while under_way := [walk for walk in walks if walk.goes_on]:
        for walk in under_way:
            walk.go()

    said = [words for walk in walks for words in walk.said]
    assert said == [], "\n".join(said)
    # They did not knock at closed doors alone.
    for walker in (walk.walker for walk in walks):
        if walker.role in ("editor", "expert", "coordinator"):
            assert walker.counts[200] > walker.requests / 8


class Walk:
    """One role walks as often as asked, and says in words all that was wrong."""

    def __init__(self, role, here, elsewhere, markers):
        doors = DOORS | dict(of_site.of_operators())
        hidden = [marker for marker in markers if marker.hidden_from(role)]
        self.walker = Walker(role, here, elsewhere, doors, hidden, hostile_files())
        self.guarded = partial(guarded, role, here, elsewhere)
        self.held = self.guarded()
        last = Mail.objects.order_by("pk").last()
        roles = {user.email.lower(): role for role, user in here.people.items()}
        self.misdirected = partial(misdirected, markers, roles, last.pk)
        self.said, self.rounds = [], 0

    @property
    def goes_on(self):
        return self.walker.requests < self.steps and len(self.said) < ENOUGH

    @property
    def steps(self):
        is_long = "WALK_STEPS" in os.environ
        return STEPS if is_long or self.walker.role not in OUTSIDE else STEPS // 2

    def go(self):
        """One round, after which everything is put back as it was, files and mails too."""
        walker, files = self.walker, deepcopy(default_storage._root)
        now = timezone.now() + timedelta(days=LATER[self.rounds % len(LATER)])
        self.rounds += 1
        with transaction.atomic(), time_machine.travel(now):
            walker.begin()
            for _step in range(min(ROUND, (self.steps - walker.requests + 1) // 2)):
                walker.step()
            changed = [f"CHANGED {words}" for words in differences(self.held, self.guarded())]
            changed += [f"TIED {words}" for words in tied_rows()]
            changed += [f"WRITTEN {words}" for words in self.misdirected()]
            transaction.set_rollback(True)
        default_storage._root = files
        mail.outbox.clear()
        found = walker.take_findings()
        found += [f"{words} by one of {walker.sent}" for words in changed]
        self.said += [f"{walker.role}: {words}" for words in found]
        if "WALK_STEPS" in os.environ:
            self.log(found)

    def log(self, found):
        """How far the walk has come, and what it reached, for whoever waits for a long one."""
        walker, memory = self.walker, getrusage(RUSAGE_SELF).ru_maxrss // 1024
        counts = dict(sorted(walker.counts.items()))
        words = f"{walker.role}: {walker.requests} requests, answered {counts}, {memory} MB\n"
        with Path(settings.DATA_DIR, "walk.txt").open("a") as file:
            file.write(words + "".join(f"  {finding}\n" for finding in found))
        reached = sorted(walker.reached.items())
        lines = [f"{name}\t{method}\t{count}\n" for (name, method), count in reached]
        Path(settings.DATA_DIR, f"walk-{walker.role}.txt").write_text("".join(lines))


def test_markers_are_found_in_what_is_packed():
    from tests.walk.reading import unpacked
    from tests.walk.values import zipped

    packed = zipped(("a.xlsx", zipped(("b.xml", f"<a>{SOUGHT}</a>"))))

    assert any(SOUGHT.encode() in words for words in unpacked(packed))
