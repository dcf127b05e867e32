"""What somebody agrees to in a programme: each thing by itself, given and taken back at once.

The only module that writes ``Consent``. Nothing is agreed to by silence, and nobody agrees for
somebody else. A withdrawn consent stays as a row: it says what was allowed while it was. The
consents that a workshop asks for stand with its registration; ``elsewhere.py`` brings them to the
same page.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.activity import record, values_of
from programme.models import Consent, ConsentPurpose, Programme, User
from programme.privacy.wording import WORDS, words_in_force

GIVEN = {
    ConsentPurpose.LISTED: gettext_lazy(
        "%(person)s agreed to be shown with an address to all members."
    ),
    ConsentPurpose.PHOTOS: gettext_lazy("%(person)s agreed to pictures being published."),
    ConsentPurpose.NEWS: gettext_lazy("%(person)s agreed to news after the end of the programme."),
}
WITHDRAWN = {
    ConsentPurpose.LISTED: gettext_lazy(
        "%(person)s is no longer shown with an address to all members."
    ),
    ConsentPurpose.PHOTOS: gettext_lazy("%(person)s no longer agrees to pictures being published."),
    ConsentPurpose.NEWS: gettext_lazy(
        "%(person)s wants no more news after the end of the programme."
    ),
}


class ConsentError(Exception):
    """The consent cannot be given like this; the text can be shown."""


@transaction.atomic
def give_consent(user: User, programme: Programme, purpose: str, *, by: User) -> Consent:
    """Write down that the person agrees, in the words of today. Given already: it stays.

    Raises ConsentError for a purpose that does not exist, and when somebody else asks for it.
    """
    _check(user, purpose, by)
    # Two presses at once wait for each other here.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    given = Consent.objects.current().filter(user=user, programme=programme, purpose=purpose)
    held = given.first()
    if held and held.wording in words_in_force(purpose):
        return held
    # What was agreed to in other words ends, and this begins.
    if held:
        _end(held)
    consent = Consent(
        user=user,
        programme=programme,
        purpose=purpose,
        wording=str(WORDS[ConsentPurpose(purpose)]),
    )
    consent.full_clean()
    consent.save()
    _log("consent_given", consent, GIVEN, by)
    return consent


@transaction.atomic
def withdraw_consent(user: User, programme: Programme, purpose: str, *, by: User) -> None:
    """Take it back from now on. Nothing is said where nothing was agreed to.

    The person needs no seat any more: what was agreed to as a member can be taken back later.
    """
    _check(user, purpose, by)
    held = (
        Consent.objects.current()
        .select_for_update()
        .filter(user=user, programme=programme, purpose=purpose)
        .first()
    )
    if held is None:
        return
    _end(held)
    _log("consent_withdrawn", held, WITHDRAWN, by)


def _end(held: Consent) -> None:
    # A clock set back between the two must not keep the consent in force.
    held.withdrawn_at = max(timezone.now(), held.given_at)
    held.save(update_fields=["withdrawn_at"])


def _check(user: User, purpose: str, by: User) -> None:
    if by.pk != user.pk:
        raise ConsentError(_("Everybody agrees for oneself alone."))
    if purpose not in ConsentPurpose.values:
        raise ConsentError(_("This purpose does not exist."))


def _log(verb: str, consent: Consent, sentences: dict[ConsentPurpose, Any], by: User) -> None:
    sentence = sentences[ConsentPurpose(consent.purpose)] % {"person": consent.user}
    # Read by the coordinator alone, as the consent is.
    words = values_of(consent, "purpose", "wording")
    ends = consent.withdrawn_at is not None
    record(
        verb,
        consent,
        sentence,
        by=by,
        programme=consent.programme,
        before=words if ends else {},
        after={} if ends else words,
    )
