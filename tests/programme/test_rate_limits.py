import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.cache.backends.filebased import FileBasedCache

from programme import rate_limits
from programme.rate_limits import limited
from tests.factories import UserFactory

pytestmark = pytest.mark.once


@pytest.fixture
def ask(rf):
    def ask(user, action="search", rates="2/m/user", address="192.0.2.1"):
        request = rf.get("/", REMOTE_ADDR=address)
        request.user = user
        return limited(request, action, rates)

    return ask


def test_what_is_asked_too_often_is_refused_to_this_person_and_for_this_alone(db, ask):
    one, other = UserFactory.create_batch(2)

    assert [ask(one) for _ in range(3)] == [False, False, True]
    assert not ask(other)
    assert not ask(one, action="export")


def test_visitors_are_counted_by_their_address(ask):
    visitor = AnonymousUser()

    assert [ask(visitor) for _ in range(3)] == [False, False, True]
    assert not ask(visitor, address="2001:db8::7")


def test_who_changes_the_address_within_a_network_is_counted_on(ask):
    addresses = ["2001:db8::1", "2001:db8::2", "2001:db8::1:3"]

    assert [ask(AnonymousUser(), address=one) for one in addresses] == [False, False, True]


def test_the_next_stretch_of_time_counts_anew(ask):
    with time_machine.travel("2010-09-08 12:00:10+00:00", tick=False):
        in_the_first = [ask(AnonymousUser()) for _ in range(3)]
    with time_machine.travel("2010-09-08 12:01:00+00:00", tick=False):
        in_the_next = ask(AnonymousUser())

    assert (in_the_first, in_the_next) == ([False, False, True], False)


def test_an_hour_is_counted_as_long_as_it_lasts_where_files_are_the_cache(
    ask, tmp_path, monkeypatch
):
    # Counting up, it keeps what it counts for five minutes alone.
    files = FileBasedCache(tmp_path, {})
    monkeypatch.setattr(rate_limits, "cache", files)
    answers = []
    for moment in ("12:00", "12:01", "12:30"):
        with time_machine.travel(f"2010-09-08 {moment}:00+00:00", tick=False):
            answers.append(ask(AnonymousUser(), rates="2/h/ip"))

    assert answers == [False, False, True]


def test_each_of_several_rates_counts(ask):
    answers = [ask(AnonymousUser(), rates="5/m/ip, 3/h/ip") for _ in range(4)]

    assert answers == [False, False, False, True]


def test_a_rate_that_is_none_is_a_mistake_of_ours(ask):
    with pytest.raises(ValueError, match="often"):
        ask(AnonymousUser(), rates="often")
