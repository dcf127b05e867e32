"""The people of the demonstration whom a visitor may try, one for each role."""

from django.conf import settings

from programme.models import Membership

PASSWORD = "clusnet-demo"  # noqa: S105 - the README names it; production refuses the demo

EMAILS = (
    "anna.moreau@grandlyon.example",
    "karl.lindqvist@csc.example",
    "klara.lund@goteborg.example",
    "tobias.brandt@leipzig.example",
)


def demo_seats() -> list[Membership]:
    """The seats to offer on the log-in page; none unless this site shows the demonstration."""
    if not settings.DEMO:
        return []
    seats = Membership.objects.filter(programme__is_demo=True, user__email__in=EMAILS)
    by_email = {seat.user.email: seat for seat in seats.select_related("user", "city", "partner")}
    return [by_email[email] for email in EMAILS if email in by_email]
