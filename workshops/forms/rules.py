"""The form of a count-back rule: a distance, a direction and a day of the workshop."""

import hashlib
from typing import Any

from crispy_forms.layout import Column, Field, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.forms.base import PartialSaveMixin, fix_parent, page_helper
from programme.models import CountbackRule, ItemKind, Programme
from programme.workplan.dates import (
    CASE_DISTRIBUTED,
    CASE_DUE,
    FOLLOW_UP_6,
    FOLLOW_UP_12,
    REPORT_DUE,
    WORKSHOP_HELD,
)
from workshops.services.rules import free_key

# There is nothing of the kind where no city is the host.
NEED_A_CASE = frozenset({CASE_DUE, CASE_DISTRIBUTED, REPORT_DUE, FOLLOW_UP_6, FOLLOW_UP_12})
# The meeting itself is on its first day, whatever it is called.
FIXED_FOR_MEETING = ("kind", "phase", "months", "days", "direction", "anchor", "only_with_case")
MOST_MONTHS, MOST_DAYS = 60, 999


class Direction(models.TextChoices):
    BEFORE = "before", gettext_lazy("before")
    AFTER = "after", gettext_lazy("after")


class RuleForm(PartialSaveMixin):
    """A rule, in the words in which one would say it: 14 days before the first day."""

    direction = forms.ChoiceField(label=gettext_lazy("Before or after"), choices=Direction.choices)

    class Meta:
        model = CountbackRule
        fields = [
            "programme",
            "title",
            "kind",
            "phase",
            "owner_role",
            "months",
            "days",
            "anchor",
            "remind_days",
            "only_with_case",
        ]
        labels = {
            "anchor": gettext_lazy("Which day of the workshop"),
            "remind_days": gettext_lazy("Reminder, days before it is due"),
        }
        help_texts = {
            "days": "",
            "remind_days": gettext_lazy("One mail to its owner. Empty: none."),
            "kind": gettext_lazy("A milestone is passed; a deadline is met, and can be late."),
        }

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_parent(self, "programme", programme)
        rule = self.instance
        self.stored_title = rule.title
        is_after = (rule.months or rule.days) > 0
        self.initial["direction"] = Direction.AFTER if is_after else Direction.BEFORE
        for name, most in (("months", MOST_MONTHS), ("days", MOST_DAYS)):
            self.initial[name] = abs(getattr(rule, name))
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label, min_value=0, max_value=most
            )
        self.fields["kind"].choices = ItemKind.choices  # type: ignore[attr-defined]
        for name in ("phase", "owner_role", "anchor"):
            _first, *choices = self.fields[name].choices  # type: ignore[attr-defined]
            self.fields[name].choices = [("", _("Choose…")), *choices]  # type: ignore[attr-defined]
        self.fields["remind_days"].max_value = 365  # type: ignore[attr-defined]
        fixed = FIXED_FOR_MEETING if rule.key == WORKSHOP_HELD else ()
        for name in ("only_with_case",) if rule.key in NEED_A_CASE else fixed:
            self.fields[name].disabled = True
        self.helper = page_helper(
            "title",
            Row(Column("months"), Column("days")),
            Row(Column("direction"), Column("anchor")),
            Row(Column("owner_role"), Column("remind_days")),
            Row(Column("kind"), Column("phase")),
            Field("only_with_case"),
        )

    def clean_remind_days(self) -> int | None:
        days: int | None = self.cleaned_data["remind_days"]
        if days is not None and days > 365:
            raise ValidationError(_("A reminder comes at most a year before."))
        return days

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("direction") == Direction.BEFORE:
            for name in ("months", "days"):
                if name in cleaned:
                    cleaned[name] = -cleaned[name]
        if not self.instance.key and cleaned.get("title"):
            self.instance.key = free_key(cleaned["programme"], cleaned["title"])
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            # Django leaves constraints out that name a field the form does not have: the key.
            try:
                self.instance.validate_constraints()
            except ValidationError as error:
                self.add_error("days", error.messages)

    @property
    def token(self) -> str:
        """Names what the form says, so that what was previewed is what is applied."""
        said = [(name, str(value)) for name, value in sorted(self.cleaned_data.items())]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:20]
