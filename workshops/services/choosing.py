"""The choice between parallel items. Places are counted under a lock; the next in line moves up.

Every lock is taken in one order: the workshop first, then its items.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.access import may_edit
from programme.models import User, WorkplanItem
from programme.workplan.dates import CHOICE_DUE
from workshops.agendas.releases import released_items, speak_as_released
from workshops.calendars.invitations import update_invitation
from workshops.letter_kinds import MOVED_UP
from workshops.models import AgendaItem, Choice, ChoiceWait, Registration, SignUp, Workshop
from workshops.services.meetings.leaving import leave_choice_b, meetings_at_stake
from workshops.services.registration import RegistrationError, log_registration, write_to
from workshops.services.rows import locked_workshop


@transaction.atomic
def choose(registration: Registration, item: AgendaItem, *, by: User | None) -> SignUp | ChoiceWait:
    """Give a registered person a place in one of the choices instead of the other.

    Where none is free the person waits for it and keeps the other meanwhile; choosing what one
    has ends the wait. ``by`` is None for whoever has no account. Raises RegistrationError if the
    choice is closed or the person has no place at the workshop.
    """
    workshop = locked_workshop(registration.workshop)
    _check_open(workshop, by=by)
    _check_place(registration)
    item = _locked_choice(workshop, item)
    held = SignUp.objects.filter(registration=registration).select_related("item").first()
    wait = ChoiceWait.objects.filter(registration=registration).first()
    if wait and wait.item_id == item.pk:
        return wait
    if wait:
        wait.delete()
    if held and held.item_id == item.pk:
        return held
    before = {"choice": held.item.choice if held else ""}
    take = _wait_for if _is_full(item) else _take
    result: SignUp | ChoiceWait = take(registration, item, before=before, by=by)
    settle_choices(workshop)
    # Whoever waited for the place just left may have swapped with this person.
    return SignUp.objects.filter(registration=registration, item=item).first() or result


def _wait_for(
    registration: Registration, item: AgendaItem, *, before: dict[str, str], by: User | None
) -> ChoiceWait:
    wait = ChoiceWait.objects.create(registration=registration, item=item)
    sentence = _("%(person)s waits for a place in “%(item)s” at %(workshop)s.")
    log_registration("choice_waited", registration, sentence, by=by, item=item, before=before)
    return wait


def _take(
    registration: Registration, item: AgendaItem, *, before: dict[str, str], by: User | None
) -> SignUp:
    sign_up = _give(registration, item, by=by)
    sentence = _("%(person)s chose “%(item)s” at %(workshop)s.")
    after = {"choice": item.choice}
    log_registration(
        "choice_made", registration, sentence, by=by, item=item, before=before, after=after
    )
    update_invitation(registration)
    return sign_up


def _check_open(workshop: Workshop, *, by: User | None) -> None:
    last_day = choice_closes_on(workshop)
    if last_day and has_passed(last_day, workshop) and not (by and may_edit(workshop, by)):
        raise RegistrationError(
            _("The choice closed on %(day)s. Only the coordinator can change it now.")
            % {"day": date_format(last_day, "j F Y")}
        )


def _locked_choice(workshop: Workshop, item: AgendaItem) -> AgendaItem:
    """The row as it is now: the page may show the words of a release."""
    choices = AgendaItem.objects.in_draft().choices().filter(workshop=workshop)
    found = choices.select_for_update(no_key=True).filter(pk=item.pk).first()
    if found is None:
        raise RegistrationError(_("“%(item)s” is nothing to choose.") % {"item": item.title})
    speak_as_released(workshop, [found])
    return found


def _check_place(registration: Registration) -> None:
    """As the row is now: it may be gone, or wait, since the page was opened."""
    rows = Registration.objects.filter(pk=registration.pk)
    is_waiting = rows.values_list("is_waiting", flat=True).first()
    if is_waiting is None:
        raise RegistrationError(
            _("%(person)s is not registered any more.") % {"person": registration.name}
        )
    if is_waiting:
        raise RegistrationError(
            _("%(person)s waits for a place at the workshop, and can choose once there is one.")
            % {"person": registration.name}
        )


def _is_full(item: AgendaItem) -> bool:
    """Also while somebody waits: the next free place is for the first in line."""
    if item.capacity is None:
        return False
    return item.sign_ups.count() >= item.capacity or item.choice_waits.exists()


def _give(registration: Registration, item: AgendaItem, *, by: User | None) -> SignUp:
    sign_up, _created = SignUp.objects.update_or_create(
        registration=registration, defaults={"item": item, "chosen_at": timezone.now()}
    )
    if item.choice != Choice.B:
        leave_choice_b(registration, by=by)
    return sign_up


def settle_choices(workshop: Workshop) -> None:
    """Give free places to those who wait for them, in order of arrival, and tell them.

    Two who stand first for each other's place swap. To be called, inside a transaction, after
    whatever frees a place: a withdrawal, another choice, more places.
    """
    if workshop.is_held or not ChoiceWait.objects.filter(item__workshop=workshop).exists():
        return
    workshop = locked_workshop(workshop)
    choices = AgendaItem.objects.in_draft().choices().filter(workshop=workshop)
    items = list(choices.select_for_update(no_key=True).order_by("pk"))
    speak_as_released(workshop, items)
    for item in items:
        item.workshop = workshop
    while moving := _next_to_move(items):
        for wait in moving:
            _move_up(wait)


def _next_to_move(items: list[AgendaItem]) -> list[ChoiceWait]:
    first_in_line = []
    for item in items:
        wait = item.choice_waits.select_related(
            "registration__sign_up__item", "registration__user", "registration__city"
        ).first()
        if wait is None:
            continue
        if item.capacity is None or item.sign_ups.count() < item.capacity:
            return [wait]
        first_in_line.append(wait)
    wanted = {wait.item_id for wait in first_in_line}
    held = {_held_by(wait) for wait in first_in_line}
    return first_in_line if len(first_in_line) > 1 and wanted == held else []


def _held_by(wait: ChoiceWait) -> int | None:
    sign_up = getattr(wait.registration, "sign_up", None)
    return sign_up.item_id if sign_up else None


def _move_up(wait: ChoiceWait) -> None:
    registration, item = wait.registration, wait.item
    registration.workshop = item.workshop
    before = getattr(registration, "sign_up", None)
    letter = before.item.choice if before else ""
    lost = sum(meetings_at_stake(registration)) if item.choice != Choice.B else 0
    wait.delete()
    _give(registration, item, by=None)
    log_registration(
        "choice_moved_up",
        registration,
        _("A place became free: %(person)s is in “%(item)s” at %(workshop)s."),
        by=None,
        item=item,
        before={"choice": letter},
        after={"choice": item.choice},
    )
    write_to(
        registration,
        kind=MOVED_UP,
        values={
            "item": item,
            "lost": _("Your meetings and requests of choice B have ended with that.")
            if lost
            else "",
        },
        brings_event=True,
        # Somebody can wait, leave and wait again: each time is told.
        key=f"choice:{item.pk}:{timezone.now():%Y%m%d%H%M%S%f}",
    )


def choice_closes_on(workshop: Workshop) -> datetime.date | None:
    """The last day on which participants may choose: the workplan says, or the first day."""
    due = WorkplanItem.objects.filter(
        programme=workshop.programme_id, source_key=f"{workshop.source_prefix}{CHOICE_DUE}"
    ).values_list("due_on", flat=True)
    return due.first() or workshop.starts_on


def choices_open_to(workshop: Workshop, *, late: bool) -> list[AgendaItem]:
    """What somebody may choose from now, with how many places are taken; ``late`` is for whoever
    may choose after the last day too."""
    last_day = choice_closes_on(workshop)
    if workshop.is_held or (last_day and has_passed(last_day, workshop) and not late):
        return []
    return [item for item in released_items(workshop) if item.choice]


def has_passed(day: datetime.date, workshop: Workshop) -> bool:
    """Whether a day is over where the workshop is."""
    return day < timezone.localdate(timezone=workshop.tz)
