"""What people send into a discussion room. The templates draw the fields."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import HIGHEST_MARK, LOWEST_MARK, DiscussionPhase, PhaseTime
from programme.forms.base import SpokenForm

LONGEST_POINT = 600


class PointText(forms.CharField):
    """The words of a point: one paragraph, whatever the keyboard put between them."""

    def __init__(self) -> None:
        super().__init__(
            max_length=LONGEST_POINT,
            error_messages={
                "required": _("Write the point first."),
                "max_length": _(
                    "A point has at most %(limit_value)d characters; this one has %(show_value)d."
                ),
            },
        )

    def to_python(self, value: Any) -> str:
        return super().to_python(" ".join(str(value or "").split())) or ""


class PointForm(SpokenForm):
    """A point for the board of a phase; the key makes it one, however often it is sent."""

    text = PointText()
    phase = forms.ChoiceField(choices=DiscussionPhase)
    key = forms.UUIDField()


class PointChangeForm(SpokenForm):
    text = PointText()
    # What it said when the change was begun.
    before = forms.CharField(required=False, strip=False)


class GroupTitleForm(SpokenForm):
    title = forms.CharField(
        max_length=160,
        error_messages={
            "required": _("Give the group a title."),
            "max_length": _("A title has at most %(limit_value)d characters."),
        },
    )

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())


class GroupRenameForm(GroupTitleForm):
    before = forms.CharField(required=False, strip=False)


class MinutesForm(SpokenForm):
    """How long each phase is to take."""

    def __init__(self, *args: Any, times: list[PhaseTime], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for time in times:
            self.fields[time.phase] = forms.IntegerField(
                min_value=1,
                max_value=480,
                error_messages={
                    "required": _("Say how many minutes each phase takes."),
                    "invalid": _("Minutes are a whole number."),
                    "min_value": _("A phase takes from 1 to 480 minutes."),
                    "max_value": _("A phase takes from 1 to 480 minutes."),
                },
            )


class VoteForm(SpokenForm):
    """One person's marks for one option."""

    point = forms.IntegerField()
    impact = forms.IntegerField(min_value=LOWEST_MARK, max_value=HIGHEST_MARK)
    feasibility = forms.IntegerField(min_value=LOWEST_MARK, max_value=HIGHEST_MARK)

    @property
    def refusal(self) -> str:
        return str(_("Give both marks: how much it would do, and how easily it is done."))
