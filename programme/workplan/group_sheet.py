"""The sheets that the groups fill in at the kick-off: a proposed case and a preliminary issue for
each city. They stay visible beside the final wording; afterwards only staff correct them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from programme.access import Seat
from programme.editing import save_recorded
from programme.forms.group_sheet import SheetRowForm
from programme.models import City, Group, Programme, User


@dataclass
class SheetRow:
    """One city on the sheet of its group."""

    city: City
    # None for somebody who only reads.
    form: SheetRowForm | None


@dataclass
class Sheet:
    """What one group notes; ``group`` is None for cities that are in none."""

    group: Group | None
    rows: list[SheetRow] = field(default_factory=list)

    @property
    def can_edit(self) -> bool:
        return any(row.form for row in self.rows)

    @property
    def anchor(self) -> str:
        return f"group-{self.group.number}" if self.group else "no-group"


@dataclass
class GroupSheets:
    """The sheets of all groups as one person sees them. Two queries."""

    sheets: list[Sheet]
    is_over: bool
    # What the server has now, so that the device forgets its copies.
    saved: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls, seat: Seat, *, is_over: bool, data: Mapping[str, Any] | None = None
    ) -> "GroupSheets":
        """``is_over``: the kick-off was held, and the editors only read."""
        own = set(editable(seat, is_over=is_over).values_list("pk", flat=True))
        cities = City.objects.visible_to(seat.user).in_programme(seat.programme)
        sheets: dict[int, Sheet] = {}
        for city in cities.select_related("group").order_by("group__number", "position", "name"):
            city.programme = seat.programme
            sheet = sheets.setdefault(city.group_id or 0, Sheet(city.group))
            form = row_form(city, data) if city.pk in own else None
            sheet.rows.append(SheetRow(city, form))
        # Databases disagree on where cities without a group sort.
        return cls(sorted(sheets.values(), key=lambda sheet: sheet.group is None), is_over)

    @property
    def can_edit(self) -> bool:
        return any(sheet.can_edit for sheet in self.sheets)

    @property
    def forms(self) -> list[SheetRowForm]:
        return [row.form for sheet in self.sheets for row in sheet.rows if row.form]

    @property
    def errors(self) -> list[dict[str, str]]:
        """Where, what, and what is wrong with it."""
        return [
            {
                "anchor": str(bound.auto_id),
                "label": str(bound.field.widget.attrs["aria-label"]),
                "text": str(error),
            }
            for form in self.forms
            if form.is_bound
            for bound in form
            for error in bound.errors
        ]


def editable(seat: Seat, *, is_over: bool) -> Any:
    """The cities whose line the person may fill in."""
    cities = City.objects.in_programme(seat.programme)
    if is_over and not seat.is_staff:
        return cities.none()
    return cities.sheet_editable_by(seat.user)


def row_form(city: City, data: Mapping[str, Any] | None = None) -> SheetRowForm:
    return SheetRowForm(data, instance=city, prefix=f"city-{city.pk}")


@transaction.atomic
def save_sheets(seat: Seat, data: Mapping[str, Any], *, is_over: bool) -> GroupSheets:
    """Save what was typed, city by city. What comes back shows as typed what could not be saved."""
    # Held, so that of two people at the same field the second is told.
    held = editable(seat, is_over=is_over).select_for_update(of=("self",)).order_by("pk")
    refused: list[SheetRowForm] = []
    saved = []
    for city in held:
        form = row_form(city, data)
        if not form.has_changed():
            continue
        done, rest = _save(form, data, seat.programme, seat.user)
        if done:
            saved.append(form.device_key)
        else:
            refused.append(rest)
    sheets = GroupSheets.of(seat, is_over=is_over)
    sheets.saved = saved
    forms = {form.instance.pk: form for form in refused}
    for sheet in sheets.sheets:
        for row in sheet.rows:
            row.form = forms.get(row.city.pk, row.form)
    return sheets


@transaction.atomic
def save_row(
    seat: Seat, slug: str, data: Mapping[str, Any], *, is_over: bool
) -> tuple[SheetRowForm, SheetRowForm] | None:
    """Save the line of one city. What comes back is the form that says what is wrong, and one
    that shows the line as it is now; None where the person may not write."""
    city = editable(seat, is_over=is_over).select_for_update(of=("self",)).filter(slug=slug).first()
    if city is None:
        return None
    _done, form = _save(row_form(city, data), data, seat.programme, seat.user)
    return form, row_form(City.objects.get(pk=city.pk))


def _save(
    form: SheetRowForm, data: Mapping[str, Any], programme: Programme, by: User
) -> tuple[bool, SheetRowForm]:
    """Save the fields that are right; what is wrong with one keeps no other from being saved."""
    if form.has_changed() and not form.is_valid():
        rest = row_form(City.objects.get(pk=form.instance.pk), form.data_without(_names(form)))
        if rest.has_changed() and rest.is_valid():
            _record(rest, programme, by)
        return False, form
    if form.has_changed():
        _record(form, programme, by)
    return True, form


def _names(form: SheetRowForm) -> list[str]:
    return [name for name in form.errors if name in form.fields]


def _record(form: SheetRowForm, programme: Programme, by: User) -> None:
    city = City.objects.get(pk=form.instance.pk)
    save_recorded(
        form,
        "group_sheet_filled",
        _("The sheet of the kick-off was filled in for %(city)s.") % {"city": city},
        by=by,
        programme=programme,
        city=city,
    )
