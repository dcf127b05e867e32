"""Forms of the survey: the answers, its questions, and until when it is open."""

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.forms.base import page_helper
from programme.models import User
from workshops.models import QuestionKind, SurveyInvitation, SurveyQuestion, Workshop
from workshops.services.survey import answer_survey, set_closing_day
from workshops.services.survey_questions import QuestionError, add_question, change_question
from workshops.surveys import results as survey

SCALE = [
    ("1", _("1, not at all")),
    ("2", "2"),
    ("3", "3"),
    ("4", "4"),
    ("5", _("5, very")),
]


class SurveyForm(forms.Form):
    """The questions of one survey, none of which has to be answered."""

    marks_optional = False
    use_required_attribute = False

    def __init__(self, *args: Any, questions: Sequence[SurveyQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[self.name_of(question)] = self._field(question)

    @staticmethod
    def name_of(question: SurveyQuestion) -> str:
        return f"question-{question.pk}"

    @staticmethod
    def _field(question: SurveyQuestion) -> forms.Field:
        if question.kind == QuestionKind.SCALE:
            return forms.ChoiceField(
                label=question.text, choices=SCALE, required=False, widget=forms.RadioSelect
            )
        return forms.CharField(
            label=question.text,
            required=False,
            max_length=2_000,
            widget=forms.Textarea(attrs={"class": "form-control is-quote", "rows": 4}),
        )

    @property
    def rows(self) -> list[tuple[forms.BoundField, bool]]:
        """Each field, and whether it is a scale."""
        return [
            (self[self.name_of(question)], question.kind == QuestionKind.SCALE)
            for question in self.questions
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            self.add_error(None, _("Answer at least one of the questions."))
        return cleaned

    def send(self, invitation: SurveyInvitation) -> None:
        """Hand a valid form in. Raises SurveyError when it comes too late."""
        answers = {
            question.pk: self.cleaned_data[self.name_of(question)] for question in self.questions
        }
        answer_survey(invitation, answers)


class QuestionForm(forms.ModelForm):
    """One question; saving one that was answered puts a new one in its place."""

    class Meta:
        model = SurveyQuestion
        fields = ["text", "kind"]
        help_texts = {
            "text": _("For a scale begin with “How”: the answers go from “not at all” to “very”."),
        }
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = QuestionKind.choices  # type: ignore[attr-defined]
        self.helper = page_helper("text", "kind")

    def add(self, *, workshop: Workshop | None, programme: Any, by: User) -> bool:
        """Whether it was added; if not, the form says why."""
        return self._done(add_question, programme, workshop=workshop, by=by)

    def change(self, *, by: User) -> bool:
        """Whether it was changed; if not, the form says why."""
        return self._done(change_question, self.instance, by=by)

    def _done(self, verb: Callable[..., SurveyQuestion], *about: Any, **words: Any) -> bool:
        try:
            verb(*about, **words, **self.cleaned_data)
        except QuestionError as error:
            self.add_error(None, str(error))
            return False
        return True


class ClosingDayForm(forms.Form):
    """Until when answers are taken."""

    closes_on = forms.DateField(
        label=_("Open until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        self.today = timezone.localdate(timezone=workshop.tz)
        self.initial["closes_on"] = workshop.survey_closes_on
        self.fields["closes_on"].widget.attrs |= {
            "class": "form-control",
            "min": self.today.isoformat(),
        }

    def clean_closes_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["closes_on"]
        if day < self.today:
            raise forms.ValidationError(_("This day is over. Choose one that is still to come."))
        if day > self.today + datetime.timedelta(days=survey.LONGEST):
            raise forms.ValidationError(_("A survey stays open for half a year at most."))
        return day

    def save(self, *, by: User) -> Workshop:
        return set_closing_day(self.workshop, self.cleaned_data["closes_on"], by=by)
