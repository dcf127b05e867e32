"""Reminders of the workplan: one mail to each owner of a date that comes nearer, sent once.

Who is reminded is asked when the mail is written and again when it leaves, also days later: never
of what is done, never on the old day, never whose task it is no more.
"""

from collections.abc import Callable, Iterable
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.letter_kinds import REMINDER
from programme.letters.writing import Template
from programme.mails.posting import drop
from programme.models import Mail, MailStatus, Role, User, WorkplanItem
from programme.workplan.done import rule_of

KIND = REMINDER
# How the key of a date begins that nobody computed.
OWN = "workplan-item:"

# By the key of a rule: who of its owners is asked. An app above knows more than roles.
Narrow = Callable[[WorkplanItem], Iterable[User]]
_narrowed: dict[str, Narrow] = {}

# By the key of a rule: where the task is done, if an app above has a page for it.
Where = Callable[[WorkplanItem], str]
_places: dict[str, Where] = {}


def narrow(rule: str, ask: Narrow) -> None:
    """Let an app above say who is reminded of the dates of a rule. Called once, at the start."""
    _narrowed[rule] = ask


def is_narrowed(item: WorkplanItem) -> bool:
    """Whether an app above says who is reminded."""
    return rule_of(item) in _narrowed


def lead(rule: str, where: Where) -> None:
    """Let an app above say on which page the dates of a rule are met. Called once, at the start;
    an empty address leaves that of the date."""
    _places[rule] = where


def send_due() -> int:
    """Put the reminders into the outbox whose day has come; how many mails that are.

    Safe to run at any time, twice at once, and after any pause: what was missed is caught up
    with, as long as the date itself is not past.
    """
    _drop_overtaken()
    today = timezone.localdate()
    due = WorkplanItem.objects.open().filter(
        remind_on__lte=today, due_on__gte=today, reminded_at__isnull=True
    )
    return sum(_remind(key) for key in list(due.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _remind(key: int) -> int:
    """Remind the owners of one item, if it is still to be done and nobody else has."""
    today = timezone.localdate()
    item = (
        WorkplanItem.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("programme", "city")
        .open()
        .filter(pk=key, remind_on__lte=today, due_on__gte=today, reminded_at__isnull=True)
        .first()
    )
    if item is None:
        return 0
    owners = owners_of(item)
    template = Template.of(item.programme, KIND)
    sent = [_write(item, owner, template) for owner in owners]
    if not sent:
        # Nobody has the task yet: whoever gets it in time is still reminded.
        return 0
    item.reminded_at = timezone.now()
    item.save(update_fields=["reminded_at"])
    return sum(sent)


def owners_of(item: WorkplanItem) -> list[User]:
    """The people whose task it is now, in order of their names."""
    ask = _narrowed.get(rule_of(item))
    found = ask(item) if ask else _holders_of(item)
    people = {person.pk: person for person in found if person.is_active}
    return sorted(people.values(), key=lambda person: (person.name, person.pk))


def _holders_of(item: WorkplanItem) -> Iterable[User]:
    """Everybody with the role; a city's task is that of its own people."""
    held = {"memberships__programme": item.programme, "memberships__role": item.owner_role}
    if item.owner_role == Role.EDITOR or (item.owner_role == Role.PARTICIPANT and item.city):
        held["memberships__city"] = item.city
    return User.objects.filter(**held).distinct()


def _write(item: WorkplanItem, owner: User, template: Template) -> bool:
    key = source_key_of(item)
    # A date that moved away and back: what was dropped in between does not stand in the way.
    old = Mail.objects.filter(source_key=key, user=owner, status=MailStatus.DROPPED)
    old.update(source_key=Concat("source_key", Value(":"), Cast("pk", CharField())))
    mail = template.post(_values(item, owner), to=owner, source_key=key)
    return mail is not None


def source_key_of(item: WorkplanItem) -> str:
    """The same for the same date on the same day. Those of a workshop begin like all its keys."""
    origin = item.source_key or f"{OWN}{item.pk}"
    return f"{origin}:reminder:{item.due_on}"


def _values(item: WorkplanItem, owner: User) -> dict[str, str]:
    return {
        "name": owner.name,
        "task": item.title,
        "day": date_format(item.due_on, "j F"),
        "whole_day": date_format(item.due_on, "l j F Y"),
        "left": _left(item),
        "note": item.note,
        "link": f"{settings.SITE_URL}{quote(_path_of(item), safe='/#?=')}",
    }


def _path_of(item: WorkplanItem) -> str:
    where = _places.get(rule_of(item))
    return (where(item) if where else "") or item.path or item.get_absolute_url()


def _left(item: WorkplanItem) -> str:
    days = item.days_left
    if days == 0:
        return _("that is today")
    return ngettext("%(days)s day is left", "%(days)s days are left", days) % {"days": days}


def reason_against(mail: Mail) -> str:
    """Why a reminder should not leave any more: done, gone, on another day, or another's task.

    One that has waited over night says how many days are left now.
    """
    if not mail.source_key:
        # Somebody's own words, about no date of the workplan.
        return ""
    item = _item_of(mail)
    if item is None:
        return _("There is no such date any more.")
    if item.done_at:
        return _("It is done.")
    if source_key_of(item) != mail.source_key:
        return _("The date has moved to %(day)s.") % {"day": date_format(item.due_on, "j F Y")}
    today = timezone.localdate()
    if item.due_on < today:
        return _("The day is over.")
    if mail.user_id not in {owner.pk for owner in owners_of(item)}:
        return _("It is no longer asked of this person.")
    if mail.user and not mail.edited_at and timezone.localdate(mail.created_at) != today:
        said = Template.of(item.programme, KIND).write(_values(item, mail.user))
        mail.subject, mail.body = said.subject, f"{said.body}\n"
        Mail.objects.filter(pk=mail.pk).update(subject=mail.subject, body=mail.body)
    return ""


def _item_of(mail: Mail) -> WorkplanItem | None:
    """The date that a reminder is about, by its key."""
    origin = mail.source_key.rpartition(":reminder:")[0]
    own = origin.removeprefix(OWN)
    rows = WorkplanItem.objects.filter(programme=mail.programme_id)
    rows = rows.select_related("programme", "city")
    if own != origin:
        return rows.filter(pk=own).first()
    return rows.filter(source_key=origin).first() if origin else None


def _drop_overtaken() -> None:
    """Take reminders out of the outbox that are over, so that nobody reads them there as waiting.

    Each is asked about once more in the moment in which it leaves.
    """
    states = [MailStatus.WAITING, MailStatus.HELD, MailStatus.GATHERED]
    for mail in Mail.objects.filter(kind=KIND, status__in=states, digest=None):
        if reason := reason_against(mail):
            drop([mail.pk], reason=reason)
