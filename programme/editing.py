"""Saving a form or deleting a row, with the entry in the log that belongs to it; one at a time."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.db import DatabaseError, IntegrityError, models, transaction
from django.db.models.deletion import Collector, ProtectedError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.activity import as_data, record, values_of
from programme.models import City, Programme, User

# The columns into which people type. What is ticked or chosen is chosen again as quickly.
TYPED = (models.CharField, models.TextField, models.DateField, models.TimeField)


class RowGoneError(Exception):
    """What a form changes was deleted meanwhile; the text says so."""


def save_recorded(
    form: forms.ModelForm,
    verb: str,
    sentence: str,
    *,
    by: User,
    programme: Programme,
    city: City | None = None,
) -> Any:
    """Save a valid form and write down what it changed. An unchanged form leaves no entry.

    Raises RowGoneError when somebody has deleted the row since the form read it.
    """
    try:
        return _save_recorded(form, verb, sentence, by=by, programme=programme, city=city)
    except DatabaseError as error:
        # Django has no word of its own for a change that found no row.
        row = form.instance
        if row._state.adding or type(row)._base_manager.filter(pk=row.pk).exists():
            raise
        raise RowGoneError(_("Somebody has deleted this meanwhile.")) from error


@transaction.atomic
def _save_recorded(
    form: forms.ModelForm,
    verb: str,
    sentence: str,
    *,
    by: User,
    programme: Programme,
    city: City | None,
) -> Any:
    is_new = form.instance._state.adding
    before = {name: as_data(form.initial.get(name)) for name in form.changed_data}
    row = form.save()
    if is_new or form.changed_data:
        after = {name: as_data(form.cleaned_data.get(name)) for name in form.changed_data}
        record(
            verb,
            row,
            sentence,
            by=by,
            programme=programme,
            city=city,
            path=_path_of(row),
            before={} if is_new else before,
            after=after,
        )
    return row


def delete_recorded(
    row: models.Model,
    verb: str,
    sentence: str,
    *,
    by: User,
    programme: Programme,
    city: City | None = None,
) -> None:
    """Delete a row and write down that it is gone. Raises ProtectedError while others need it."""
    pk = row.pk
    for is_last in (False, True):
        try:
            with transaction.atomic():
                _delete_recorded(row, verb, sentence, by=by, programme=programme, city=city)
            return
        except IntegrityError:
            # Somebody added a row that needs it after it was looked for them: now it is seen.
            if is_last:
                raise
            row.pk = pk


def _delete_recorded(
    row: models.Model,
    verb: str,
    sentence: str,
    *,
    by: User,
    programme: Programme,
    city: City | None,
) -> None:
    record(verb, row, sentence, by=by, programme=programme, city=city, before=values_of(row))
    row.delete()


def what_is_lost(row: models.Model) -> list[str]:
    """Sentences naming what a deletion takes along. Raises ProtectedError when it is refused."""
    collector = Collector(using=row._state.db or "default", origin=row)
    collector.collect([row])
    counts: dict[type[models.Model], int] = {}
    for model, rows in collector.data.items():
        counts[model] = counts.get(model, 0) + len(rows)
    for queryset in cast("list[models.QuerySet]", collector.fast_deletes):
        counts[queryset.model] = counts.get(queryset.model, 0) + queryset.count()
    counts[type(row)] -= 1
    lost = [
        _("%(what)s (%(number)s)")
        % {"what": capfirst(model._meta.verbose_name_plural), "number": number}
        for model, number in counts.items()
        if number
    ]
    if not lost:
        return [_("“%(name)s” is lost. Nothing else goes with it.") % {"name": row}]
    return [
        _("“%(name)s” is lost, and with it: %(lost)s.") % {"name": row, "lost": ", ".join(lost)}
    ]


def why_it_stays(error: ProtectedError) -> str:
    """The sentence that says which rows still need the one that was to be deleted."""
    rows = list(error.protected_objects)
    names = ", ".join(f"{capfirst(row._meta.verbose_name)} “{row}”" for row in rows[:5])
    if len(rows) > 5:
        more = len(rows) - 5
        names += " " + ngettext("and %(more)s other", "and %(more)s others", more) % {"more": more}
    return _("It cannot be deleted while these belong to it: %(names)s.") % {"names": names}


def typed_into(model: type[models.Model], data: Mapping[str, str]) -> list[tuple[str, str]]:
    """The words that a form sent for fields of the model, with the names of the fields."""
    return [
        (str(capfirst(field.verbose_name)), data[field.name])
        for field in model._meta.concrete_fields
        if isinstance(field, TYPED) and not field.choices and data.get(field.name)
    ]


def _path_of(row: models.Model) -> str:
    address = getattr(row, "get_absolute_url", None)
    return address() if address else ""


def lock_programme(programme: Programme) -> None:
    """Let one at a time write what is of the whole programme: its dates, rules and templates.

    Two who move workshops could find the same week free; two who begin would begin twice.
    """
    # Not against rows that merely point to the programme, such as the log.
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
