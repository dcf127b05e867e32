"""Who else has a page of texts open right now. The only writer of ``Presence``."""

import datetime

from django.utils import timezone

from programme.models import Presence, Programme, User

# A page says every fifteen seconds that it is there. Whoever is silent for so long has left.
GONE_AFTER = datetime.timedelta(seconds=45)


def note_presence(programme: Programme, place: str, *, user: User) -> None:
    """Note that the person has the place open, and forget who has left it.

    Ask first whether the person may write there. Nothing of it goes into the log.
    """
    now = timezone.now()
    Presence.objects.bulk_create(
        [Presence(programme=programme, place=place, user=user, seen_at=now)],
        update_conflicts=True,
        unique_fields=["place", "user"],
        update_fields=["seen_at"],
    )
    Presence.objects.filter(place=place, seen_at__lt=now - GONE_AFTER).delete()


def others_in(place: str, *, but: User) -> list[str]:
    """The names of those who have the place open beside this person."""
    present = Presence.objects.filter(place=place, seen_at__gte=timezone.now() - GONE_AFTER)
    return [str(presence.user) for presence in present.exclude(user=but).select_related("user")]
