"""The people of choice B whom one of them may ask, with what each offers, seeks and speaks."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value

from programme.models import Cluster, ClusterOffer, OfferKind, PartneringTopic, Sector
from programme.plain import plain
from workshops.models import (
    MeetingAnswer,
    MeetingParticipant,
    Networker,
    NetworkerOffer,
    Registration,
)


def people_for(registration: Registration) -> QuerySet[Registration]:
    """Whom a person of choice B sees there, and may ask: the own row is among them.

    Whoever joined the session and wants to be asked is found by all who are in it too, with an
    account or without. Of those who did not join, but were perhaps asked, people with an account
    see who stands in the list of participants.
    """
    joined = Q(networker__in=_who_joined(registration))
    not_unwilling = Q(networker__isnull=True) | Q(networker__wants_meetings=True)
    found = Q(pk=registration.pk)
    if hasattr(registration, "networker"):
        found |= joined
    if registration.user_id is not None:
        found |= not_unwilling & Q(list_consent_at__isnull=False)
    rows = Registration.objects.in_choice_b().filter(found, workshop=registration.workshop_id)
    return rows.order_by("name", "pk").select_related(
        "networker__cluster__sector", "networker__cluster__city", "city", "user"
    )


def _who_joined(registration: Registration) -> QuerySet[Networker]:
    """Who wants to be asked and has said something beforehand, or agreed to a meeting: being asked
    by another is no consent to be found."""
    agreed = MeetingParticipant.objects.filter(
        networker=OuterRef("pk"), answer=MeetingAnswer.ACCEPTED
    )
    offers = NetworkerOffer.objects.filter(networker=OuterRef("pk"))
    silent = Q(about="", languages="", interpreter="")
    return Networker.objects.filter(
        ~silent | Exists(offers) | Exists(agreed),
        registration__workshop=registration.workshop_id,
        wants_meetings=True,
    )


@dataclass
class Person:
    """One of them, as a list shows it. ``offers`` and ``seeks`` say it by topic, in own words."""

    registration: Registration
    networker: Networker | None
    offers: dict[str, str] = field(default_factory=dict)
    seeks: dict[str, str] = field(default_factory=dict)
    # What there is with this person already, in words.
    state: str = ""

    @property
    def pk(self) -> int:
        return self.registration.pk

    @property
    def name(self) -> str:
        return self.registration.name

    @property
    def cluster(self) -> Cluster | None:
        return self.networker.cluster if self.networker else None

    @property
    def sector(self) -> Sector | None:
        return self.cluster.sector if self.cluster else None

    @property
    def whom(self) -> str:
        """“Techtera, Lyon”: cluster or organisation, and the city."""
        registration = self.registration
        first = self.cluster.name if self.cluster else registration.organisation
        city = registration.city.name if registration.city else ""
        return ", ".join(dict.fromkeys(filter(None, [first, city])))

    @property
    def city_pk(self) -> int | None:
        if self.registration.city_id:
            return self.registration.city_id
        return self.cluster.city_id if self.cluster else None

    @property
    def city_name(self) -> str:
        if self.registration.city:
            return self.registration.city.name
        return self.cluster.city.name if self.cluster and self.cluster.city else ""

    @property
    def languages(self) -> list[str]:
        return self.networker.languages.split() if self.networker else []

    @property
    def about(self) -> str:
        return self.networker.about if self.networker else ""

    @property
    def offers_in_words(self) -> list[str]:
        return [in_words(topic, words) for topic, words in self.offers.items()]

    @property
    def seeks_in_words(self) -> list[str]:
        return [in_words(topic, words) for topic, words in self.seeks.items()]

    @property
    def offer_topics(self) -> list[str]:
        return [in_words(topic, "") for topic in self.offers]

    @property
    def seek_topics(self) -> list[str]:
        return [in_words(topic, "") for topic in self.seeks]

    @property
    def search_text(self) -> str:
        said = [self.name, self.whom, self.about, self.sector.name if self.sector else ""]
        return plain(" ".join([*said, *self.offers_in_words, *self.seeks_in_words]))


def in_words(topic: str, words: str) -> str:
    """“Test beds and pilots (a street of trams)”."""
    label = str(PartneringTopic(topic).label)
    return f"{label} ({words})" if words else label


def persons_of(registrations: list[Registration]) -> list[Person]:
    """The same people with their own offers and those of their clusters. One query."""
    persons = [Person(row, getattr(row, "networker", None)) for row in registrations]
    known = [person.networker for person in persons if person.networker]
    if not known:
        return persons
    own = NetworkerOffer.objects.filter(networker__in=[one.pk for one in known])
    clusters = {one.cluster_id for one in known if one.cluster_id}
    columns = ("kind", "topic", "words")
    rows = (
        own.order_by()
        .annotate(of=Value("person", CharField()))
        .values_list("of", "networker", *columns)
        .union(
            ClusterOffer.objects.filter(cluster__in=clusters)
            .order_by()
            .annotate(of=Value("cluster", CharField()))
            .values_list("of", "cluster", *columns),
            all=True,
        )
    )
    said: dict[tuple[str, int], list[tuple[str, str, str]]] = defaultdict(list)
    for of, pk, kind, topic, words in rows:
        said[of, pk].append((kind, topic, words))
    for person in persons:
        if person.networker:
            # What the person says comes last, and stands.
            cluster = person.networker.cluster_id
            both = said["cluster", cluster or 0] + said["person", person.networker.pk]
            _say(person, both)
    return persons


def me_and_others(registration: Registration) -> tuple[Person, list[Person]]:
    """Somebody of choice B, and all whom that person may ask. Two queries."""
    persons = persons_of(list(people_for(registration)))
    for person in persons:
        person.registration.workshop = registration.workshop
    me = next(person for person in persons if person.pk == registration.pk)
    return me, [person for person in persons if person is not me]


def _say(person: Person, rows: list[tuple[str, str, str]]) -> None:
    for kind, topic, words in rows:
        said = person.offers if kind == OfferKind.OFFER else person.seeks
        said[topic] = words or said.get(topic, "")
    order = PartneringTopic.values
    for said in (person.offers, person.seeks):
        in_order = sorted(said.items(), key=lambda pair: order.index(pair[0]))
        said.clear()
        said.update(in_order)
