"""The mails of invitations, and what is put into their words."""

from collections.abc import Iterable
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.invitations.standing import NEVER_CAME, mail_key
from programme.letters.kinds import LetterKind, Placeholder, register
from programme.letters.writing import Template, post_letter
from programme.mails.hooks import ask_before_sending
from programme.mails.late_words import MARK, fill_late
from programme.models import Invitation, Mail, Membership, Programme, User
from programme.people.claims import confirmation_key

INVITATION = "invitation"
KNOWN = "invitation-known"
ASKED = "invitation-asked"
CONFIRM = "address-confirmation"
GROUP = gettext_lazy("People")
# Opens nothing.
ENDED = "ended"

NAME = Placeholder(gettext_lazy("The name of the reader"), "Klara Lund")
INVITER = Placeholder(gettext_lazy("Who invites"), "Anna Moreau")
ROLE = Placeholder(gettext_lazy("As what the person comes"), gettext_lazy("City editor, Göteborg"))


def register_kinds() -> None:
    register(
        LetterKind(
            key=INVITATION,
            label=gettext_lazy("Invitation"),
            when=gettext_lazy(
                "To somebody who comes in for the first time, with a link that expires."
            ),
            subject=gettext_lazy("{inviter} invites you to {programme}"),
            body=gettext_lazy(
                "Dear {name},\n\n{inviter} invites you to {programme} ({programme_title}). You"
                " take part as: {role}.\n\nThis link lets you in. It is for you alone and works"
                " until {until}:\n{link}\n\nIf you did not expect this mail, you need not do"
                " anything.\n\n{programme}"
            ),
            placeholders={
                "name": NAME,
                "inviter": INVITER,
                "role": ROLE,
                "until": Placeholder(
                    gettext_lazy("The last day on which the link works"),
                    gettext_lazy("Thursday 26 August"),
                ),
                "link": Placeholder(
                    gettext_lazy("The link that lets in; its key stands in the mail alone"),
                    f"https://clusnet.example/invitation/{MARK}/",
                    is_needed=True,
                ),
            },
            is_required=True,
            group=GROUP,
        ),
        LetterKind(
            key=KNOWN,
            label=gettext_lazy("New role for somebody with an account"),
            when=gettext_lazy(
                "To somebody who logs in here already and gets a role in the programme."
            ),
            subject=gettext_lazy("You take part in {programme}"),
            body=gettext_lazy(
                "Dear {name},\n\n{inviter} added you to {programme} ({programme_title}) as:"
                " {role}.\n\nYou already have an account; log in as usual. This link leads to"
                " what waits for you:\n{link}\n\n{programme}"
            ),
            placeholders={
                "name": NAME,
                "inviter": INVITER,
                "role": ROLE,
                "link": Placeholder(
                    gettext_lazy("The page that waits for the reader"),
                    "https://clusnet.example/clusnet/next/",
                    is_needed=True,
                ),
            },
            is_required=True,
            group=GROUP,
        ),
        LetterKind(
            key=ASKED,
            label=gettext_lazy("Somebody asks to be invited again"),
            when=gettext_lazy(
                "To whoever invited, when somebody opens the link of an invitation that was"
                " withdrawn."
            ),
            subject=gettext_lazy("{person} asks for a new link to {programme}"),
            body=gettext_lazy(
                "Dear {name},\n\n{person} ({address}) opened the link of an invitation to"
                " {programme} that was withdrawn, and asks for a new one.\n\nIf the person should"
                " come, invite them again here:\n{link}\n\n{programme}"
            ),
            placeholders={
                "name": NAME,
                "person": Placeholder(gettext_lazy("Who asks"), "Tobias Brandt"),
                "address": Placeholder(
                    gettext_lazy("The e-mail of who asks"), "tobias.brandt@leipzig.example"
                ),
                "link": Placeholder(
                    gettext_lazy("The list of invitations"),
                    "https://clusnet.example/clusnet/people/invitations/",
                    is_needed=True,
                ),
            },
            is_required=True,
            group=GROUP,
        ),
        LetterKind(
            key=CONFIRM,
            label=gettext_lazy("Confirmation of an address"),
            when=gettext_lazy(
                "To somebody who asks to take over the registrations made with their e-mail."
            ),
            subject=gettext_lazy("Is this your address?"),
            body=gettext_lazy(
                "Dear {name},\n\nYou want to take over what others entered here with your e-mail"
                " address. Open this page to show that the address is yours; it works for a"
                " day:\n{link}\n\nIf you did not ask for this, you need not do anything."
            ),
            placeholders={
                "name": NAME,
                "link": Placeholder(
                    gettext_lazy("The page that confirms; its key stands in the mail alone"),
                    f"https://clusnet.example/account/claims/{MARK}/",
                    is_needed=True,
                ),
            },
            is_required=True,
            group=GROUP,
        ),
    )
    fill_late(INVITATION, key_for)
    ask_before_sending(INVITATION, reason_against)
    fill_late(CONFIRM, lambda mail: confirmation_key(mail.user) if mail.user else ENDED)


def key_for(mail: Mail) -> str:
    """The key that belongs into a mail, which may leave late: that of now."""
    found = _about(mail)
    return found.key if found else ENDED


def reason_against(mail: Mail) -> str:
    """Why the link need not leave any more."""
    return "" if _about(mail) else _("The invitation was withdrawn, or the person has come in.")


def _about(mail: Mail) -> Invitation | None:
    pk = mail.source_key.split(":")[1]
    usable = Invitation.objects.usable().filter(user__in=User.objects.filter(NEVER_CAME))
    return usable.filter(pk=pk, address__iexact=mail.address).first()


class Post:
    """Writes to many people of one programme; reads the words once."""

    def __init__(self, programme: Programme, by: User | None) -> None:
        self.programme, self.by = programme, by
        self._templates: dict[str, Template] = {}

    def link(self, invitation: Invitation, roles: str) -> Mail:
        """The mail with the link that lets the person in."""
        inviter = invitation.invited_by or self.by
        return self._template(INVITATION).draft(
            {
                "name": invitation.user.name,
                "inviter": inviter or self.programme.name,
                "role": roles,
                "until": date_format(invitation.last_day, "l j F Y"),
                "link": f"{settings.SITE_URL}{reverse('programme:invitation', args=[MARK])}",
            },
            to=invitation.user,
            source_key=f"{mail_key(invitation)}{invitation.times_sent}",
        )

    def known(self, seat: Membership) -> Mail:
        """The mail to somebody who logs in as ever."""
        path = reverse("programme:next", args=[self.programme.slug])
        return self._template(KNOWN).draft(
            {
                "name": seat.user.name,
                "inviter": self.by or self.programme.name,
                "role": seat.label,
                "link": f"{settings.SITE_URL}{path}",
            },
            to=seat.user,
            source_key=f"membership:{seat.pk}:added:{timezone.now():%Y%m%d%H%M%S}",
        )

    def _template(self, kind: str) -> Template:
        if kind not in self._templates:
            self._templates[kind] = Template.of(self.programme, kind)
        return self._templates[kind]


def in_words(seats: Iterable[Membership]) -> str:
    """“City editor, Göteborg and Participant, Göteborg”."""
    return get_text_list([seat.label for seat in seats], _("and"))


def post_asked(invitation: Invitation) -> None:
    """Tell who invited that the person asks again; once a day."""
    inviter = _who_is_asked(invitation)
    if inviter is None:
        return
    path = reverse("programme:invitations", args=[invitation.programme.slug])
    words = quote(invitation.address)
    post_letter(
        invitation.programme,
        ASKED,
        {
            "name": inviter.name,
            "person": invitation.user.name,
            "address": invitation.address,
            "link": f"{settings.SITE_URL}{path}?q={words}",
        },
        to=inviter,
        source_key=f"{mail_key(invitation)}asked:{timezone.localdate()}",
    )


def _who_is_asked(invitation: Invitation) -> User | None:
    """Who invited; a coordinator where that person may not invite any more."""
    inviter = invitation.invited_by
    if inviter and Invitation.objects.editable_by(inviter).filter(pk=invitation.pk).exists():
        return inviter
    seats = Membership.objects.coordinating(invitation.programme)
    here = User.objects.filter(pk__in=seats.values("user"), is_active=True).exclude(NEVER_CAME)
    return here.order_by("pk").first()


def confirmation_words(person: User) -> dict[str, object]:
    """What is put into the mail that confirms an address."""
    path = reverse("programme:claims")
    return {"name": person.name, "link": f"{settings.SITE_URL}{path}{MARK}/"}
