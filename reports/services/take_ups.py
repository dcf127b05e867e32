"""What a city took up from another: the only writers of ``TakeUp``. Each holds the city."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import ProposedAction
from programme.activity import record
from programme.models import City, User
from reports.models import Lesson, TakeUp


class TakeUpGone(Exception):
    """The entry was deleted meanwhile. The text says so and can be shown."""


FIELDS = ("source_city", "action", "lesson", "text", "progress", "result")


@transaction.atomic
def record_take_up(
    city: City,
    *,
    by: User,
    source_city: City,
    text: str,
    progress: str,
    result: str = "",
    action: ProposedAction | None = None,
    lesson: Lesson | None = None,
) -> TakeUp:
    """Write an entry into the city's passport; its number is never given again."""
    city = _held(city)
    city.last_take_up_number += 1
    city.save(update_fields=["last_take_up_number"])
    entry = TakeUp(
        city=city,
        number=city.last_take_up_number,
        source_city=source_city,
        action=action,
        lesson=lesson,
        text=text.strip(),
        progress=progress,
        result=result.strip(),
        recorded_by=by,
    )
    entry.full_clean()
    entry.save()
    sentence = _("%(city)s took something up from %(other)s.")
    _record("take_up_recorded", entry, sentence, by=by, after=_data_of(entry))
    return entry


@transaction.atomic
def change_take_up(entry: TakeUp, *, by: User, **words: Any) -> TakeUp:
    """Change fields of an entry; its number stays. Raises TakeUpGone."""
    entry = _stored(entry)
    before = _data_of(entry)
    for name in FIELDS:
        if name in words:
            value = words[name]
            setattr(entry, name, value.strip() if isinstance(value, str) else value)
    if before != (after := _data_of(entry)):
        entry.full_clean()
        entry.save(update_fields=FIELDS)
        sentence = _("What %(city)s took up from %(other)s was changed.")
        _record("take_up_changed", entry, sentence, by=by, before=before, after=after)
    return entry


@transaction.atomic
def delete_take_up(entry: TakeUp, *, by: User) -> None:
    """Take an entry out of the passport. Raises TakeUpGone when somebody else was first."""
    entry = _stored(entry)
    sentence = _("What %(city)s took up from %(other)s was deleted.")
    before = {"number": entry.number, **_data_of(entry)}
    _record("take_up_deleted", entry, sentence, by=by, before=before)
    entry.delete()


def _held(city: City) -> City:
    return City.objects.select_for_update(of=("self",)).select_related("programme").get(pk=city.pk)


def _stored(entry: TakeUp) -> TakeUp:
    city = _held(entry.city)
    now = TakeUp.objects.filter(pk=entry.pk).select_related("source_city").first()
    if now is None:
        raise TakeUpGone(_("Somebody has deleted this entry meanwhile."))
    now.city = city
    return now


def _data_of(entry: TakeUp) -> dict[str, Any]:
    return {
        "source_city": entry.source_city_id,
        "action": entry.action_id,
        "lesson": entry.lesson_id,
        "text": entry.text,
        "progress": entry.progress,
        "result": entry.result,
    }


def _record(verb: str, entry: TakeUp, sentence: str, *, by: User, **more: Any) -> None:
    words = {"city": entry.city.name, "other": entry.source_city.name}
    record(
        verb,
        entry,
        sentence % words,
        by=by,
        programme=entry.city.programme,
        city=entry.city,
        also_for=[entry.source_city],
        path=entry.get_absolute_url(),
        **more,
    )
