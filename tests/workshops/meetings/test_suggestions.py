"""Whom somebody could meet, and why."""

import pytest

from programme.models import Cluster, Mark, Sector
from workshops.matchmaking.people import Person
from workshops.matchmaking.suggestions import suggestions_for
from workshops.models import Networker, Registration

pytestmark = pytest.mark.once

ICT, BIOTECH = Sector(pk=1, name="ICT"), Sector(pk=2, name="Biotech")


def person(pk, *, sector=None, city=None, languages="", offers=(), seeks=()):
    """Somebody with an own cluster; nothing is in the database."""
    cluster = Cluster(pk=pk, name=f"Cluster {pk}", sector=sector, city_id=city)
    registration = Registration(pk=pk, name=f"Person {pk}", city_id=None)
    networker = Networker(pk=pk, registration=registration, cluster=cluster, languages=languages)
    return Person(
        registration, networker, offers=dict.fromkeys(offers, ""), seeks=dict.fromkeys(seeks, "")
    )


def suggest(me, others, **known):
    found = suggestions_for(me, others, **({"marks": {}, "sectors": []} | known))
    return [(one.person.pk, one.reason) for one in found]


def test_reasons_are_sentences_and_the_best_comes_first():
    me = person(1, sector=ICT, languages="en sv", seeks=["test_beds"], offers=["investors"])
    same_sector = person(2, sector=ICT)
    complement = person(3, sector=BIOTECH, languages="sv", offers=["test_beds"])
    both_ways = person(4, sector=ICT, languages="de", offers=["test_beds"], seeks=["investors"])
    nothing = person(5, sector=BIOTECH, languages="en")

    assert suggest(me, [me, nothing, same_sector, complement, both_ways]) == [
        (
            4,
            "Both of you are in ICT. You seek and they offer: Test beds and pilots. They seek and "
            "you offer: Investors and capital. You have no language in common: an interpreter "
            "would be needed.",
        ),
        (3, "You seek and they offer: Test beds and pilots. You both speak: Swedish."),
        (2, "Both of you are in ICT."),
    ]


def test_nobody_of_the_own_cluster_and_nobody_who_was_asked_is_suggested():
    me, colleague, asked, left = (person(pk, sector=ICT) for pk in (1, 2, 3, 4))
    colleague.networker.cluster = me.networker.cluster

    found = suggest(me, [colleague, asked, left], leave_out={asked.networker.pk})

    assert [pk for pk, _reason in found] == [4]


def test_a_case_of_one_city_meets_the_opportunity_of_another(monkeypatch):
    me, other = person(1, sector=BIOTECH), person(2)
    for one, city in ((me, "Lyon"), (other, "Göteborg")):
        monkeypatch.setattr(type(one), "city_name", property(lambda p: NAMES[p.pk]), raising=True)
        one.networker.cluster.city_id = {"Lyon": 10, "Göteborg": 20}[city]
    marks = {
        (10, BIOTECH.pk): Mark.CASE,
        (20, BIOTECH.pk): Mark.OPPORTUNITY,
        (10, ICT.pk): Mark.OPPORTUNITY,
        (20, ICT.pk): Mark.OPPORTUNITY,
    }

    assert suggest(me, [other], marks=marks, sectors=[ICT, BIOTECH]) == [
        (2, "Biotech is the case of Lyon and an opportunity for Göteborg.")
    ]


NAMES = {1: "Lyon", 2: "Göteborg"}
