"""Actions that the workshop proposes, the city's answers, and what became of them."""

import hashlib
from typing import Any

from crispy_forms.layout import Column, Field, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import ActionFollowUp, ActionLevel, ActionProgress, ActionStatus, ProposedAction
from programme.forms.base import PartialSaveMixin, page_helper
from programme.forms.carried import remember_initial


class ActionForm(PartialSaveMixin, forms.ModelForm):
    """A step that the workshop proposes, written by those who run the programme.

    It is saved by the services of actions: the number of an action is not for a form to give.
    """

    class Meta:
        model = ProposedAction
        fields = ["text", "owner", "level", "due_on"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "text": gettext_lazy("One step that somebody can take, beginning with a verb."),
            "owner": gettext_lazy("Who would do it: a body, not a person."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [("", _("Choose…")), *ActionLevel.choices]
        self.fields["level"].choices = levels  # type: ignore[attr-defined]
        self.helper = page_helper(
            "text",
            "owner",
            Row(Column("level", css_class="col-6"), Column("due_on", css_class="col-6")),
        )
        if not self.instance._state.adding:
            remember_initial(self)

    @property
    def words(self) -> dict[str, Any]:
        """What a new action says."""
        return {name: self.cleaned_data[name] for name in self.fields}

    @property
    def changed_words(self) -> dict[str, Any]:
        """What the form changes: a stale one does not undo what others changed meanwhile."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class ActionAnswerForm(PartialSaveMixin, forms.ModelForm):
    """What the host city says to a proposal, as it was read: other words are not agreed to."""

    # What stood there when the page was opened.
    read = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = ProposedAction
        fields = ["status", "agreed_text", "response"]
        widgets = {
            "status": forms.RadioSelect,
            "agreed_text": forms.Textarea(attrs={"rows": 3}),
            "response": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {
            "status": gettext_lazy("Your city’s answer"),
            "agreed_text": gettext_lazy("How your city will do it"),
            "response": gettext_lazy("In words"),
        }
        help_texts = {
            "agreed_text": gettext_lazy(
                "If you accept it with changes: the action as your city will do it."
            ),
            "response": gettext_lazy("Why you change or decline it, or what comes next."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [choice for choice in ActionStatus.choices if choice[0] != ActionStatus.PROPOSED]
        self.fields["status"].choices = answers  # type: ignore[attr-defined]
        self.fields["status"].error_messages["required"] = _("Choose an answer.")
        self.helper = page_helper(Field("status"), "agreed_text", "response", "read")
        self.stands = self.initial["read"] = _mark_of(self.instance)
        self.stands_in_words = {
            "action": self.instance.text,
            "answer": self.instance.get_status_display(),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.pop("read", "") not in ("", self.stands):
            # Whoever reads this has read it.
            self.data = {**dict(self.data.items()), "read": self.stands}
            words = _(
                "Somebody changed this meanwhile. It says now: “%(action)s” (%(answer)s). Your "
                "answer is still here; save again if it holds."
            )
            self.add_error(None, words % self.stands_in_words)
        status = data.get("status")
        # At the field rather than on top, where the constraints of the model would say it.
        if status == ActionStatus.DECLINED and not data.get("response"):
            self.add_error("response", _("Say why the action is declined."))
        if status == ActionStatus.CHANGED and not data.get("agreed_text"):
            self.add_error("agreed_text", _("Say how your city will do it."))
        if data.get("agreed_text") and status and status != ActionStatus.CHANGED:
            self.add_error(
                "agreed_text", _("Choose “Accepted with changes”, or leave this field empty.")
            )
        return data


def _mark_of(action: ProposedAction) -> str:
    """Another one when the action or its answer says something else."""
    proposed = [action.text, action.owner, action.level]
    answered = [action.status, action.agreed_text, action.response]
    return hashlib.sha256("\0".join(proposed + answered).encode()).hexdigest()[:16]


class FollowUpForm(forms.ModelForm):
    """What became of one action. Its page has one for each, saved apart from each other."""

    # What stood there when the page was opened: an answer that nobody touched is not saved.
    was_progress = forms.CharField(required=False)
    was_why = forms.CharField(required=False, strip=False)

    class Meta:
        model = ActionFollowUp
        fields = ["progress", "why"]
        widgets = {"why": forms.Textarea(attrs={"rows": 2, "class": "form-control"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        progress = self.fields["progress"]
        progress.required = False
        choices = [("", _("Not said yet")), *ActionProgress.choices]
        self.fields["progress"] = forms.ChoiceField(
            label=progress.label, choices=choices, required=False, widget=forms.RadioSelect
        )
        self.stands = {
            "progress": self.instance.progress or "",
            "why": self.instance.why or "",
        }

    @property
    def is_touched(self) -> bool:
        """Whether the person said something else than what stood there. Of a valid form."""
        return self._said != self._was

    @property
    def _was(self) -> tuple[str, str]:
        return self.cleaned_data.get("was_progress", ""), _plain(self["was_why"].data)

    @property
    def _said(self) -> tuple[str, str]:
        return self.cleaned_data.get("progress", ""), _plain(self.cleaned_data.get("why", ""))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.is_touched:
            return data
        now = (self.stands["progress"], _plain(self.stands["why"]))
        if now not in (self._was, self._said):
            label = dict(self.fields["progress"].choices)[now[0]]  # type: ignore[attr-defined]
            self.add_error(
                None,
                _(
                    "Somebody else answered this meanwhile: %(answer)s. Your answer is still "
                    "here; save again if it holds."
                )
                % {"answer": f"{label}, “{now[1]}”" if now[1] else label},
            )
        progress, why = self._said
        if not progress and why:
            self.add_error("progress", _("Choose what became of it."))
        if progress == ActionProgress.DROPPED and not why:
            self.add_error("why", _("Say why the action was dropped."))
        return data

    def _post_clean(self) -> None:
        """The row is written by its service, which asks for all that the model demands."""


def _plain(text: str | None) -> str:
    """Browsers send line ends of their own."""
    return (text or "").replace("\r\n", "\n").strip()
