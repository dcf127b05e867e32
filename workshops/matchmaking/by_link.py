"""What somebody without an account reaches by the own link: there is no user to ask for."""

from django.db.models import Q, QuerySet

from programme.models import Cluster, Sector
from workshops.matchmaking.outcomes import with_all
from workshops.models import MeetingParticipant, Networker, NetworkingSession, Registration


def session_of(registration: Registration) -> NetworkingSession | None:
    """The session of the person’s workshop, once it is open: a guest arranges none."""
    rows = NetworkingSession.objects.filter(
        workshop=registration.workshop_id, opened_at__isnull=False
    )
    session = rows.first()
    if session:
        session.workshop = registration.workshop
    return session


def clusters_for(registration: Registration) -> QuerySet[Cluster]:
    """The clusters that a guest may name: the directory is for members, but those of the own city
    and of the host are known to everybody there."""
    cities = [pk for pk in (registration.city_id, registration.workshop.city_id) if pk]
    own = Networker.objects.filter(registration=registration).values("cluster")
    rows = Cluster.objects.in_programme(registration.workshop.programme)
    return rows.filter(Q(city__in=cities) | Q(pk__in=own))


def sectors_for(registration: Registration) -> QuerySet[Sector]:
    return Sector.objects.in_programme(registration.workshop.programme)


def own_part(registration: Registration, pk: int) -> MeetingParticipant | None:
    """The person’s own part in a meeting; None for that of anybody else."""
    rows = MeetingParticipant.objects.filter(pk=pk, networker__registration=registration)
    return rows.select_related("meeting__session", "networker__registration").first()


def own_part_with_all(registration: Registration, pk: int) -> MeetingParticipant | None:
    """The same with all that the form asks for in which one says what came of a meeting."""
    rows = MeetingParticipant.objects.filter(pk=pk, networker__registration=registration)
    return with_all(rows).first()
