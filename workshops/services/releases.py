"""Releasing an agenda and withdrawing it. The only module that writes releases and
``Workshop.agenda_released_at``."""

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.mails import posting
from programme.models import User
from programme.workplan.dates import AGENDA_RELEASED, mark_done, mark_open
from programme.writing.services import checksum_of
from workshops.agendas.changes import Change, changes_between, concerned, people_coming, risen
from workshops.agendas.days import conflicts_of
from workshops.agendas.letters import letters_about, mails_of
from workshops.agendas.releases import (
    content_of,
    current_release,
    facts_of,
    is_of_now,
    items_in,
    standing_release,
)
from workshops.models import AgendaItem, AgendaRelease, ChoiceWait, SignUp, Workshop
from workshops.services.agenda import AgendaError
from workshops.services.rows import locked_workshop, log_workshop

# Key of what a release ended, beside its items: who had chosen a choice that is gone.
ENDED = "ended_choices"


@transaction.atomic
def release_agenda(
    workshop: Workshop,
    *,
    by: User | None,
    remark: str = "",
    tell: bool = False,
    seen: str = "",
) -> AgendaRelease:
    """Freeze the draft: from now on members read it. With ``tell``, whoever is concerned by what
    changed gets a mail, after a while in which the release can be withdrawn.

    ``seen`` is the ``mark_of`` the draft that the person looked at. Raises AgendaError if the
    draft is another one meanwhile, empty, as released already, or cannot be as it is.
    """
    workshop = locked_workshop(workshop)
    items = list(workshop.agenda_items.in_draft())
    _check_may_be_released(workshop, items)
    if seen and seen != mark_of(workshop, items):
        raise AgendaError(_("The draft has changed since you looked at it. Look at it again."))
    before = current_release(workshop)
    changes = _changes(before, content_of(workshop, items), workshop)
    if before and not changes:
        raise AgendaError(
            _("Nothing has changed since release %(number)s.") % {"number": before.number}
        )
    return _release(workshop, items, before, changes, by=by, remark=remark, tell=tell)


def mark_of(workshop: Workshop, items: Sequence[AgendaItem]) -> str:
    """What says whether a draft is still the one that somebody looked at."""
    return checksum_of(content_of(workshop, items))[:16]


def _check_may_be_released(workshop: Workshop, items: Sequence[AgendaItem]) -> None:
    if not items:
        raise AgendaError(_("There is nothing to release yet. Add the items first."))
    errors = [conflict.text for conflict in conflicts_of(workshop, items) if conflict.is_error]
    if errors:
        raise AgendaError(_("Not released yet.") + " " + " ".join(errors))


def _changes(
    before: AgendaRelease | None, content: dict[str, Any], workshop: Workshop
) -> list[Change] | None:
    """What a content changes against a release; None where it is the first."""
    return changes_between(before.content, content, workshop) if before else None


def _release(
    workshop: Workshop,
    items: Sequence[AgendaItem],
    before: AgendaRelease | None,
    changes: list[Change] | None,
    *,
    by: User | None,
    remark: str,
    tell: bool,
) -> AgendaRelease:
    if before:
        _raise_sequences(before.content, content_of(workshop, items), items, workshop)
    content = content_of(workshop, items)
    # Asked before choices end with their items: those people have to know most of all.
    told = concerned(people_coming(workshop), changes) if tell else {}
    _show(workshop, content)
    content[ENDED] = _end_choices(workshop, content)
    newest = workshop.releases.aggregate(newest=Max("number"))["newest"] or 0
    release = AgendaRelease.objects.create(
        workshop=workshop,
        number=newest + 1,
        content=content,
        checksum=checksum_of(content),
        frozen_by=by,
        remark=remark.strip(),
    )
    _set_released_at(workshop, release.frozen_at)
    key = f"{workshop.source_prefix}{AGENDA_RELEASED}"
    mark_done(workshop.programme, key, by=by, at=release.frozen_at)
    _log_release(release, changes, by=by)
    posting.post_all(letters_about(release, told, is_first=changes is None))
    return release


def _raise_sequences(
    before: dict[str, Any],
    after: dict[str, Any],
    items: Sequence[AgendaItem],
    workshop: Workshop,
) -> None:
    """Make what moved or is called otherwise a newer event for calendars."""
    newer = risen(before, after, workshop)
    AgendaItem.objects.filter(pk__in=newer).update(sequence=F("sequence") + 1)
    for item in items:
        if item.pk in newer:
            item.sequence += 1


def _show(workshop: Workshop, content: dict[str, Any]) -> None:
    """Let members see the items of a release and choose among them; the others are no longer
    there for them."""
    shown = [item["pk"] for item in content["items"]]
    workshop.agenda_items.exclude(pk__in=shown).update(is_released=False)
    workshop.agenda_items.filter(pk__in=shown).update(is_released=True)


def _end_choices(workshop: Workshop, content: dict[str, Any]) -> list[list[int]]:
    """End the choice of what a release offers no more. Returns who had chosen what of it.

    To be called once the items are shown: whoever chooses one of them in this moment is waited
    for, or comes too late.
    """
    choices = [item["pk"] for item in content["items"] if item["choice"]]
    ended = SignUp.objects.filter(item__workshop=workshop).exclude(item__in=choices)
    pairs = [list(pair) for pair in ended.values_list("registration", "item")]
    ended.delete()
    ChoiceWait.objects.filter(item__workshop=workshop).exclude(item__in=choices).delete()
    return pairs


def _set_released_at(workshop: Workshop, at: datetime.datetime | None) -> None:
    workshop.agenda_released_at = at
    workshop.save(update_fields=["agenda_released_at"])


def _log_release(release: AgendaRelease, changes: list[Change] | None, *, by: User | None) -> None:
    workshop = release.workshop
    if changes is None:
        sentence = _("The agenda of %(workshop)s was released.")
    else:
        sentence = ngettext(
            "Release %(number)s of the agenda of %(workshop)s, with %(count)s change.",
            "Release %(number)s of the agenda of %(workshop)s, with %(count)s changes.",
            len(changes),
        )
    values = {
        "workshop": workshop.title,
        "number": release.number,
        "count": len(changes or []),
    }
    after = {"changes": [words for change in changes or [] for words in change.sentences]}
    log_workshop("agenda_released", workshop, sentence % values, by=by, after=after)


# What other apps do when a release is withdrawn, each in the transaction that withdraws it.
_followers: list[Callable[[AgendaRelease], object]] = []


def follow_withdrawal(follower: Callable[[AgendaRelease], object]) -> None:
    """Let an app above take back what it made of a release that is withdrawn."""
    _followers.append(follower)


@transaction.atomic
def withdraw_agenda(
    workshop: Workshop, *, by: User | None, number: int | None = None
) -> AgendaRelease:
    """Take the current release back: members read the one before again, or none. What was
    chosen stays, and choices that ended with it are there again.

    Raises AgendaError if nothing is released, if the first of its mails has left, or if the
    current release is not the one of that ``number``.
    """
    workshop = locked_workshop(workshop)
    release = _withdrawable(workshop, number)
    release.withdrawn_at = timezone.now()
    release.save(update_fields=["withdrawn_at"])
    before = standing_release(workshop)
    if before and not is_of_now(before, workshop):
        raise AgendaError(
            _(
                "Release %(number)s came when the workshop moved, and the one before it is for "
                "other days or another place. Move the workshop back instead."
            )
            % {"number": release.number}
        )
    _set_released_at(workshop, before.frozen_at if before else None)
    if before:
        _raise_sequences(release.content, before.content, [], workshop)
        _show(workshop, before.content)
    else:
        workshop.agenda_items.update(is_released=False)
        mark_open(workshop.programme, f"{workshop.source_prefix}{AGENDA_RELEASED}")
    _restore_choices(workshop, release.content.get(ENDED, []))
    sentence = _("Release %(number)s of the agenda of %(workshop)s was withdrawn.") % {
        "number": release.number,
        "workshop": workshop.title,
    }
    log_workshop("agenda_withdrawn", workshop, sentence, by=by)
    for follower in _followers:
        follower(release)
    return release


def _withdrawable(workshop: Workshop, number: int | None) -> AgendaRelease:
    """The current release, whose mails are dropped and none of which has left."""
    release = current_release(workshop)
    if release is None:
        raise AgendaError(_("The agenda is a draft already."))
    if number is not None and number != release.number:
        raise AgendaError(_("The agenda has been released again or withdrawn meanwhile."))
    # Dropped before looking: what the worker takes from now on is no mail of this release.
    posting.drop(mails_of(release).values_list("pk", flat=True))
    if gone := mails_of(release).out().order_by("sent_at").first():
        raise AgendaError(_too_late(release, gone.sent_at))
    return release


def _too_late(release: AgendaRelease, at: datetime.datetime | None) -> str:
    zone = release.workshop.tz
    moment = timezone.localtime(at or timezone.now(), zone)
    return _(
        "The first mail about release %(number)s left on %(when)s, so it stands. Correct the "
        "draft and release it again: those concerned are told what changed."
    ) % {"number": release.number, "when": date_format(moment, "j F, H:i")}


def _restore_choices(workshop: Workshop, pairs: list[list[int]]) -> None:
    """Give back what the withdrawn release ended, to those who chose nothing else since."""
    items = set(workshop.agenda_items.filter(is_released=True).values_list("pk", flat=True))
    undecided = set(
        workshop.registrations.filter(sign_up__isnull=True).values_list("pk", flat=True)
    )
    SignUp.objects.bulk_create(
        SignUp(registration_id=registration, item_id=item)
        for registration, item in pairs
        if registration in undecided and item in items
    )


def follow_move(
    workshop: Workshop,
    *,
    days_moved: datetime.timedelta = datetime.timedelta(),
    by: User | None,
) -> AgendaRelease | None:
    """Release what is released again, on the new days or at the new place, and tell everybody
    who comes; None where members notice nothing. The draft has no part in it.

    To be called in the transaction that changed the workshop, with its row held.
    """
    before = current_release(workshop)
    if before is None or not workshop.is_dated:
        return None
    if not days_moved and before.content["workshop"] == facts_of(workshop):
        return None
    items = items_in(before.content, workshop)
    _keep_sequences(items)
    for item in items:
        item.day += days_moved
    changes = _changes(before, content_of(workshop, items), workshop)
    is_move = before.content["workshop"]["starts_on"] != facts_of(workshop)["starts_on"]
    remark = _("The workshop was moved to %(dates)s.") if is_move else _("The workshop changed.")
    return _release(
        workshop,
        items,
        before,
        changes,
        by=by,
        remark=remark % {"dates": workshop.dates},
        tell=not workshop.is_held,
    )


def _keep_sequences(items: Sequence[AgendaItem]) -> None:
    """What calendars have seen may be newer than what the release says."""
    keys = [item.pk for item in items]
    seen = dict(AgendaItem.objects.filter(pk__in=keys).values_list("pk", "sequence"))
    for item in items:
        item.sequence = seen.get(item.pk, item.sequence)
