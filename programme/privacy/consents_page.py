"""What a person reads about the own consents: by programme, each purpose by itself."""

from dataclasses import dataclass, field

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programme.access import seats_of
from programme.models import Consent, ConsentPurpose, Programme, User
from programme.privacy.agreed import agreed_to
from programme.privacy.elsewhere import GivenElsewhere, given_elsewhere
from programme.privacy.wording import WORDS, words_in_force

# What follows from the answer, so that nobody has to guess.
FOLLOWS = {
    ConsentPurpose.LISTED: (
        _("Members read your address under People, and in its file."),
        _(
            "Members see your name and role, and no address. Who runs the programme and the editors"
            " of your own city see it: they need it for the work."
        ),
    ),
    ConsentPurpose.PHOTOS: (
        _("Pictures that show you may be published, from every workshop."),
        _(
            "Whoever adds pictures of a workshop is told that you may not be shown, unless you"
            " agreed for that workshop alone."
        ),
    ),
    ConsentPurpose.NEWS: (
        _("Your address stays on the list for news after the end of the programme."),
        _("Nobody writes to you about this programme after its end."),
    ),
}
FOR_CITY = _(
    "While you speak for a city or run the programme, your address is shown to the members in any"
    " case: they need it for the work (legitimate interest). What you say about it below counts"
    " once you no longer do."
)


@dataclass(frozen=True)
class PurposeLine:
    """One purpose in one programme, and how the person answered."""

    purpose: str
    label: str | Promise
    words: str | Promise
    follows: str | Promise
    given: Consent | None
    # Agreed to in words that are no longer those of today: it is asked again.
    has_other_words: bool
    earlier: list[Consent] = field(default_factory=list)


@dataclass(frozen=True)
class ProgrammeConsents:
    """A programme with what the person agrees to there."""

    programme: Programme
    is_member: bool
    lines: list[PurposeLine]
    elsewhere: list[GivenElsewhere]
    note: str | Promise = ""


def own_consents(user: User) -> models.QuerySet[Consent]:
    """The person's own, also in a programme that the person has left."""
    return Consent.objects.filter(user=user).select_related("programme")


def who_wants_news(programme: Programme) -> models.QuerySet[User]:
    """Those who agreed in the words of today and still have an account."""
    agreed = agreed_to(programme, ConsentPurpose.NEWS)
    return User.objects.filter(pk__in=agreed.values("user"), is_active=True)


def consents_of(user: User) -> list[ProgrammeConsents]:
    """By programme, also those that the person has left with a consent still given."""
    seats = {seat.programme.pk: seat for seat in seats_of(user)}
    consents = list(own_consents(user))
    programmes = {seat.programme.pk: seat.programme for seat in seats.values()}
    for consent in consents:
        programmes.setdefault(consent.programme_id, consent.programme)
    elsewhere = given_elsewhere(user)
    missing = {one.programme_pk for one in elsewhere}.difference(programmes)
    programmes |= Programme.objects.in_bulk(missing) if missing else {}
    found = []
    for pk, programme in programmes.items():
        own = [consent for consent in consents if consent.programme_id == pk]
        seat = seats.get(pk)
        found.append(
            ProgrammeConsents(
                programme,
                seat is not None,
                [_line(purpose, own) for purpose in ConsentPurpose],
                [one for one in elsewhere if one.programme_pk == pk],
                FOR_CITY if seat and (seat.is_staff or seat.is_editor) else "",
            )
        )
    return [one for one in found if one.is_member or one.elsewhere or _has_given(one)]


def _has_given(one: ProgrammeConsents) -> bool:
    return any(line.given for line in one.lines)


def _line(purpose: ConsentPurpose, consents: list[Consent]) -> PurposeLine:
    own = [consent for consent in consents if consent.purpose == purpose]
    given = next((consent for consent in own if consent.withdrawn_at is None), None)
    has_other_words = given is not None and given.wording not in words_in_force(purpose)
    counts = given is not None and not has_other_words
    return PurposeLine(
        purpose=str(purpose.value),
        label=SHORT[purpose],
        words=WORDS[purpose],
        follows=FOLLOWS[purpose][0 if counts else 1],
        given=given,
        has_other_words=has_other_words,
        earlier=[consent for consent in own if consent.withdrawn_at is not None],
    )


SHORT = {
    ConsentPurpose.LISTED: _("Your address for the members"),
    ConsentPurpose.PHOTOS: _("Pictures"),
    ConsentPurpose.NEWS: _("News after the end"),
}
