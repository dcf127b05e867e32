"""The people of choice B: how one of them comes into the session, and what is said of each."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from programme.activity import differences, values_of
from programme.models import Cluster, User
from workshops.models import (
    MeetingSlot,
    Networker,
    NetworkerOffer,
    NetworkingSession,
    Registration,
)
from workshops.services.meetings.placing import unplace
from workshops.services.meetings.rows import MeetingError, locked_session
from workshops.services.rows import locked_workshop, log_workshop

OwnOffer = tuple[str, str, str]


@transaction.atomic
def networker_of(registration: Registration) -> Networker:
    """The person in the networking session; made when there is none yet.

    Raises MeetingError for whoever has no place in choice B now.
    """
    # Whoever leaves choice B at the same moment waits, or has left.
    locked_workshop(registration.workshop)
    check_choice_b(registration)
    found = Networker.objects.filter(registration=registration).select_related("cluster").first()
    if found is None:
        found = new_networker(registration)
        found.save()
    found.registration = registration
    return found


def new_networker(registration: Registration) -> Networker:
    """The person as one comes into the session, not saved yet."""
    return Networker(registration=registration, cluster=_only_cluster_of(registration))


def check_choice_b(registration: Registration) -> None:
    if not Registration.objects.in_choice_b().filter(pk=registration.pk).exists():
        raise MeetingError(
            _("%(person)s has no place in choice B, and so no meetings there.")
            % {"person": registration.name}
        )


def _only_cluster_of(registration: Registration) -> Cluster | None:
    """That of the own city, where there is but one: then nobody need say which."""
    if registration.city_id is None:
        return None
    found = list(Cluster.objects.filter(city=registration.city_id)[:2])
    return found[0] if len(found) == 1 else None


@transaction.atomic
def save_networker(
    networker: Networker,
    changed: Collection[str],
    *,
    by: User | None,
    offers: Sequence[OwnOffer] | None = None,
    away: Collection[MeetingSlot] | None = None,
) -> Networker:
    """Save the columns that a form changed, the offers and searches, and when the person is away.

    What is None stays as it is. Raises MeetingError for a time at which a meeting is agreed.
    """
    session = locked_session(networker.registration.workshop.networking_session)
    check_choice_b(networker.registration)
    before = values_of(Networker.objects.get(pk=networker.pk))
    own = [field.name for field in Networker._meta.concrete_fields if field.name in changed]
    if own:
        networker.full_clean(exclude={"registration", "cluster"})
        networker.save(update_fields=[*own, "updated_at"])
    if away is not None:
        _set_away(networker, session, away)
    if offers is not None:
        _set_offers(networker, offers)
    workshop = session.workshop
    sentence = _("What somebody says before the meetings of %(workshop)s was changed.")
    log_workshop(
        "networker_changed",
        workshop,
        sentence % {"workshop": workshop.title},
        by=by,
        about=networker,
        also_for=[networker.registration.city],
        **differences(before, values_of(networker)),
    )
    return networker


def _set_away(
    networker: Networker, session: NetworkingSession, away: Collection[MeetingSlot]
) -> None:
    own = [slot for slot in away if slot.session_id == session.pk]
    for busy in networker.meetings.filter(slot__in=own).select_related("slot", "meeting"):
        if session.shows_times:
            raise MeetingError(
                _("You have a meeting at %(time)s. Move or cancel it first.") % {"time": busy.slot}
            )
        # A refusal would tell the organiser’s draft, which nobody else knows yet.
        words = {"person": networker, "time": busy.slot}
        unplace(busy.meeting, reason=_("%(person)s cannot come at %(time)s.") % words)
    networker.away.set(own)


def _set_offers(networker: Networker, offers: Sequence[OwnOffer]) -> None:
    """Those that are there already keep their row."""
    kept = {(row.kind, row.topic, row.words): row for row in networker.offers.all()}
    wanted = list(dict.fromkeys(offers))
    networker.offers.exclude(pk__in=[kept[one].pk for one in wanted if one in kept]).delete()
    for kind, topic, words in wanted:
        if (kind, topic, words) in kept:
            continue
        row = NetworkerOffer(networker=networker, kind=kind, topic=topic, words=words)
        row.full_clean(exclude={"networker"})
        row.save()
