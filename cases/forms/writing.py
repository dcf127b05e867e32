"""What an editor fills in: one small form for each row that stands by itself."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.forms.fields import NUMBER_ERRORS, KnownDayField, PlainNumber
from cases.models import Answer, Case, ObjectiveTarget, StrategicIssue
from cases.outline import FACTS, Section
from programme.forms import fix_parent
from programme.models import Cluster, Figure
from programme.writing.forms import SharedRowForm, VersionedTextForm

FIRST_YEAR = 1800
LAST_TARGET_YEAR = 2100


class AnswerForm(VersionedTextForm):
    """One topic of the outline."""

    class Meta:
        model = Answer
        fields = ["text", "is_not_known", "not_known_reason", "is_confidential"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topic = self.instance.outline_topic
        text = self.fields["text"]
        text.label, text.help_text = topic.title, topic.guidance
        text.widget.attrs |= {"data-count": "words", "data-count-in": f"words-{topic.key}"}
        self.fields["is_confidential"].help_text = ""

    @property
    def heading(self) -> str:
        return str(self.instance.outline_topic.title)

    @property
    def theirs_in_words(self) -> list[str]:
        theirs: Any = self.theirs
        said = []
        if theirs.is_not_known:
            said.append(_("Marked as not known: %(why)s") % {"why": theirs.not_known_reason})
        if theirs.is_confidential:
            said.append(_("Marked as confidential."))
        return said

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("is_not_known") and not cleaned.get("not_known_reason"):
            self.add_error("not_known_reason", _("Say in a few words why it is not known."))
        return cleaned


class FactsForm(SharedRowForm):
    """The typed parts of one section that are columns of the case."""

    kind = "case_facts"
    heading = ""
    founding_year = forms.IntegerField(label=gettext_lazy("Founding year"), required=False)
    evaluation_year = forms.IntegerField(
        label=gettext_lazy("Year of the last evaluation"), required=False
    )

    class Meta:
        model = Case
        fields = [name for names in FACTS.values() for name in names]

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        self.fields = {name: self.fields[name] for name in FACTS[section.key]}

    @property
    def device_key(self) -> str:
        return f"{super().device_key}-facts-{self.section.key}"

    def clean_founding_year(self) -> int | None:
        return _year_up_to_now(self.cleaned_data["founding_year"])

    def clean_evaluation_year(self) -> int | None:
        return _year_up_to_now(self.cleaned_data["evaluation_year"])


def _year_up_to_now(year: int | None) -> int | None:
    this_year = timezone.localdate().year
    if year is not None and not FIRST_YEAR <= year <= this_year:
        raise ValidationError(
            _("Write a year from %(first)s to %(last)s."),
            params={"first": FIRST_YEAR, "last": this_year},
        )
    return year


YEAR_WIDGET = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
PRIORITIES = [
    ("0", gettext_lazy("0, none")),
    ("1", "1"),
    ("2", "2"),
    ("3", "3"),
    ("4", "4"),
    ("5", gettext_lazy("5, highest")),
]


class TargetForm(SharedRowForm):
    """The measurable side of one objective."""

    kind = "objective_target"
    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"), choices=PRIORITIES, coerce=int, required=False
    )
    baseline = PlainNumber(label=gettext_lazy("Baseline"), required=False)
    target = PlainNumber(label=gettext_lazy("Target"), required=False)
    target_year = forms.IntegerField(
        label=gettext_lazy("By the year"), required=False, widget=YEAR_WIDGET
    )
    reached = PlainNumber(label=gettext_lazy("Reached so far"), required=False)

    class Meta:
        model = ObjectiveTarget
        fields = ["priority", "measure", "baseline", "target", "target_year", "reached"]
        help_texts = {"measure": "", "priority": ""}

    @property
    def heading(self) -> str:
        return str(self.instance)

    @property
    def is_folded(self) -> bool:
        """Whether there is nothing in it yet: seven of them would make a long page."""
        row = self.instance
        values = (row.baseline, row.target, row.target_year, row.reached)
        is_blank = not row.priority and not row.measure and all(v is None for v in values)
        return is_blank and not self.errors

    def clean_priority(self) -> int:
        return self.cleaned_data["priority"] or 0

    def clean_target_year(self) -> int | None:
        year = self.cleaned_data["target_year"]
        if year is not None and not FIRST_YEAR <= year <= LAST_TARGET_YEAR:
            raise ValidationError(
                _("Write a year from %(first)s to %(last)s."),
                params={"first": FIRST_YEAR, "last": LAST_TARGET_YEAR},
            )
        return year


class FigureForm(SharedRowForm):
    """A number about the cluster. It belongs to the cluster, so its profile shows it too."""

    kind = "figure"
    derived_fields = ("precision",)

    value = PlainNumber(
        label=gettext_lazy("Value"),
        error_messages={"required": gettext_lazy("Write the number.")} | NUMBER_ERRORS,
    )
    as_of = KnownDayField(
        label=gettext_lazy("As of"),
        error_messages={"required": gettext_lazy("Say of which year, month or day it is.")},
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("2010 or January 2011")}),
    )
    remove = forms.BooleanField(label=gettext_lazy("Remove this figure"), required=False)

    class Meta:
        model = Figure
        fields = ["cluster", "label", "qualifier", "value", "unit", "as_of", "source"]
        labels = {"label": gettext_lazy("What"), "qualifier": gettext_lazy("About, over…")}
        error_messages = {"label": {"required": gettext_lazy("Say what is counted.")}}
        help_texts = {"qualifier": ""}

    def __init__(self, *args: Any, cluster: Cluster, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_parent(self, "cluster", cluster)
        self.fields["cluster"].show_hidden_initial = False
        # As it is stored: what stands for the figure while its fields are folded.
        self.stored_label = self.stored_words = self.stored_note = ""
        if not self.instance._state.adding:
            figure = self.instance
            self.initial["as_of"] = figure.as_of_in_words
            self.stored_label, self.stored_words = figure.label, figure.value_in_words
            self.stored_note = f"{figure.as_of_in_words}, {figure.source or _('no source yet')}"

    @property
    def heading(self) -> str:
        return str(self["label"].value() or _("New figure"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        known = cleaned.get("as_of")
        if known is not None:
            cleaned["as_of"], self.instance.precision = known.day, known.precision
        return cleaned


class IssueForm(SharedRowForm):
    """A question that the cluster has to decide."""

    kind = "issue"
    decide_by = forms.DateField(
        label=gettext_lazy("By when"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    remove = forms.BooleanField(label=gettext_lazy("Remove this issue"), required=False)

    class Meta:
        model = StrategicIssue
        fields = ["question", "kind", "decided_by", "decide_by", "background"]
        error_messages = {
            "question": {"required": gettext_lazy("Word the issue as a question.")},
            "kind": {"required": gettext_lazy("Choose what kind of issue it is.")},
        }
        widgets = {
            "question": forms.Textarea(
                attrs={
                    "class": "is-quote",
                    "rows": 2,
                    "data-count": "characters",
                    "data-most": 300,
                }
            ),
            "background": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        question = self.fields["question"].widget
        # The browser would cut a pasted question off without a word; the counter says it instead.
        question.attrs.pop("maxlength", None)
        question.attrs["data-count-in"] = f"count-{self.prefix}"

    @property
    def heading(self) -> str:
        return _("New issue") if self.instance._state.adding else _("Issue")

    def clean_question(self) -> str:
        """One line, however it was typed."""
        return " ".join(self.cleaned_data["question"].split())


class FocusForm(forms.Form):
    """Which of the issues is in focus: the primary key of one, “new”, or none."""

    NEW = "new"

    focus = forms.ChoiceField(
        label=gettext_lazy("In focus"),
        required=False,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, issues: list[StrategicIssue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(issue.pk), issue.question) for issue in issues]
        field = self.fields["focus"]
        field.choices = [  # type: ignore[attr-defined]
            *choices,
            (self.NEW, _("The new issue")),
            ("", _("No issue yet")),
        ]
        in_focus = next((str(issue.pk) for issue in issues if issue.is_in_focus), "")
        # The first issue somebody writes is meant to be the one.
        self.initial["focus"] = in_focus if issues else self.NEW
        field.show_hidden_initial = True
