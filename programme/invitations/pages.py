"""What the list of invitations shows, and how each of them stands."""

from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.access import Seat
from programme.invitations.letters import in_words
from programme.models import Invitation, InvitationStatus, Mail, MailStatus, Membership, Role
from programme.models.invitation import InvitationQuerySet

PER_PAGE = 50
CHIPS = {
    InvitationStatus.PENDING: "chip-info",
    InvitationStatus.EXPIRED: "chip-due",
    InvitationStatus.ACCEPTED: "chip-done",
}
# The mail is somewhere where the person does not read it.
ASTRAY = (MailStatus.FAILED, MailStatus.BOUNCED)


def of_status(status: str) -> Q:
    """The invitations of a status, which is not stored."""
    now = timezone.now()
    is_open = Q(accepted_at__isnull=True, withdrawn_at__isnull=True)
    return {
        InvitationStatus.PENDING: is_open & Q(expires_at__gt=now),
        InvitationStatus.EXPIRED: is_open & Q(expires_at__lte=now),
        InvitationStatus.ACCEPTED: Q(accepted_at__isnull=False),
        InvitationStatus.WITHDRAWN: Q(withdrawn_at__isnull=False),
    }[InvitationStatus(status)]


@dataclass(frozen=True)
class InvitationLine:
    """One invitation, with its mail."""

    invitation: Invitation
    mail: Mail | None
    roles: str = ""
    can_edit: bool = False
    can_see_mail: bool = False

    @property
    def status(self) -> InvitationStatus:
        return self.invitation.status

    @property
    def chip(self) -> str:
        return CHIPS.get(self.status, "")

    @property
    def is_astray(self) -> bool:
        return self.mail is not None and self.mail.status in ASTRAY

    @property
    def mail_words(self) -> str:
        """What became of the mail: “Sent”, “Came back”."""
        return self.mail.get_status_display() if self.mail else _("No mail")

    @property
    def is_open(self) -> bool:
        return self.status in (InvitationStatus.PENDING, InvitationStatus.EXPIRED)

    @property
    def words(self) -> str:
        """How it stands, in short: “Expired”; “Waits for an answer, mail: Came back”."""
        if self.is_astray:
            words = {"status": self.status.label, "mail": self.mail_words}
            return _("%(status)s, mail: %(mail)s") % words
        return str(self.status.label)


def lines_of(invitations: Any, seat: Seat, roles: dict[int, str] | None = None) -> list[Any]:
    """The invitations with their last mails. One query besides their own."""
    rows = list(invitations)
    keys = [f"invitation:{row.pk}:{row.times_sent}" for row in rows]
    mails = {mail.source_key: mail for mail in Mail.objects.filter(source_key__in=keys)}
    cities = {city.pk for city in seat.edited_cities}
    return [
        InvitationLine(
            invitation=row,
            mail=mails.get(key),
            roles=(roles or {}).get(row.user_id, ""),
            can_edit=seat.is_coordinator or row.city_id in cities,
            can_see_mail=seat.is_staff,
        )
        for row, key in zip(rows, keys, strict=True)
    ]


@dataclass
class InvitationPage:
    """The list, filtered by the address."""

    lines: list[InvitationLine]
    page: Page
    counts: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, seat: Seat, chosen: dict[str, Any], number: str | None) -> "InvitationPage":
        """``chosen`` is what the filter has cleaned. Five queries."""
        visible = visible_invitations(seat)
        statuses = InvitationStatus.values
        counts = visible.order_by().aggregate(
            **{status: Count("pk", filter=of_status(status)) for status in statuses}
        )
        found = matching(visible, chosen.get("q", ""))
        if chosen.get("state"):
            found = found.filter(of_status(chosen["state"]))
        found = found.select_related("user", "invited_by", "city", "programme")
        page = Paginator(found, PER_PAGE).get_page(number)
        roles = _roles(seat, [row.user_id for row in page.object_list])
        return cls(lines_of(page.object_list, seat, roles), page, counts)


def visible_invitations(seat: Seat) -> InvitationQuerySet:
    found: InvitationQuerySet = Invitation.objects.visible_to(seat.user).in_programme(
        seat.programme
    )
    return found


def matching(invitations: InvitationQuerySet, words: str) -> InvitationQuerySet:
    words = words.strip()
    if not words:
        return invitations
    return invitations.filter(
        Q(user__name__icontains=words)
        | Q(address__icontains=words)
        | Q(city__name__icontains=words)
    )


def _roles(seat: Seat, people: list[int]) -> dict[int, str]:
    """As what each person comes, in words. One query."""
    seats: dict[int, list[Membership]] = {}
    found = Membership.objects.filter(programme=seat.programme, user__in=people)
    order = list(Role.values)
    for row in found.select_related("city", "partner"):
        seats.setdefault(row.user_id, []).append(row)
    return {
        person: in_words(sorted(own, key=lambda row: order.index(row.role)))
        for person, own in seats.items()
    }
