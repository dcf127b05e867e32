"""The small forms around a case: opening, distributing, files, proposed actions."""

from typing import Any

from crispy_forms.layout import Column, Field, Row
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.editions.distribution import Timing
from cases.file_kinds import ALLOWED, SUFFIXES, kind_of
from cases.models import (
    AGREED,
    ActionStatus,
    Attachment,
    Case,
    ProposedAction,
)
from programme.forms.base import PartialSaveMixin, fix_parent, page_helper
from programme.models import City, Cluster, Programme, User
from programme.uploads import FileNotKept
from workshops.models import Workshop


class ClusterChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.city.name}: {obj.name}"


class CaseOpenForm(forms.Form):
    """Open the case of a city: the cluster says which city it is."""

    cluster = ClusterChoice(
        Cluster.objects.none(),
        label=gettext_lazy("Cluster"),
        help_text=gettext_lazy("One case per city. Cities that have a case are not listed."),
        empty_label=gettext_lazy("Choose a cluster"),
    )

    def __init__(
        self, *args: Any, user: User, programme: Programme, city: City | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        clusters = (
            Cluster.objects.visible_to(user)
            .in_programme(programme)
            .filter(city__case=None)
            .select_related("city")
            .order_by("city__position", "name")
        )
        if city is not None:
            clusters = clusters.filter(city=city)
        self.clusters = clusters
        self.fields["cluster"].queryset = clusters  # type: ignore[attr-defined]
        self.helper = page_helper("cluster")


class CaseEditForm(PartialSaveMixin, forms.ModelForm):
    """Which cluster the case is about, and at which workshop it is discussed."""

    class Meta:
        model = Case
        fields = ["cluster", "workshop"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        city = self.instance.city
        self.fields["cluster"].queryset = (  # type: ignore[attr-defined]
            Cluster.objects.visible_to(user).filter(city=city)
        )
        self.fields["workshop"].queryset = (  # type: ignore[attr-defined]
            Workshop.objects.visible_to(user).filter(city=city).select_related("city", "programme")
        )
        self.helper = page_helper("cluster", "workshop")


class DistributeForm(forms.Form):
    """Asks for a reason, and only when it is late."""

    late_reason = forms.CharField(
        label=gettext_lazy("Why is it late?"),
        help_text=gettext_lazy("Recorded with the case and shown in its history."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": gettext_lazy(
                "The case is late. Say why, or give the workshop a later date first."
            )
        },
    )

    def __init__(self, *args: Any, timing: Timing | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if timing is None or not timing.is_late:
            del self.fields["late_reason"]
        self.helper = page_helper(*self.fields)


NO_ROOM = gettext_lazy(
    "The server has no room for this file at the moment. Nothing of it is kept. Try again later, "
    "and tell the coordinator if it happens again."
)


class AttachmentForm(forms.ModelForm):
    """A file with a description. What it is follows from its content."""

    class Meta:
        model = Attachment
        fields = ["file", "description", "is_confidential"]
        help_texts = {
            "description": gettext_lazy("In words a reader understands: “Slides of the case”."),
            "is_confidential": gettext_lazy("Readable for your group, left out for others."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A column holds a name of ours; however long the file's own is, it is kept shortened.
        self.fields["file"].max_length = None  # type: ignore[attr-defined]
        # A browser asks for the largest size before it sends anything (clusnet/js/filesize.js).
        too_large = _(
            "“{name}” is too large: it has {size} MB, allowed are %(most)s MB. Make its pictures "
            "smaller, or put a link to it into the text."
        )
        self.fields["file"].widget = forms.FileInput(
            attrs={
                "accept": ",".join(SUFFIXES),
                "data-most-bytes": settings.ATTACHMENT_MAX_MB * 1024 * 1024,
                "data-too-large": too_large % {"most": settings.ATTACHMENT_MAX_MB},
            }
        )
        self.fields["file"].help_text = _("%(kinds)s, at most %(size)s MB.") % {
            "kinds": ", ".join(kind.label for kind in ALLOWED),
            "size": settings.ATTACHMENT_MAX_MB,
        }
        self.helper = page_helper("file", "description", "is_confidential")

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        most = settings.ATTACHMENT_MAX_MB * 1024 * 1024
        if upload.size > most:
            raise ValidationError(
                _(
                    "“%(name)s” is too large: it has %(size)s, allowed are %(most)s. "
                    "Make its pictures smaller, or put a link to it into the text."
                ),
                code="size",
                params={
                    "name": upload.name,
                    "size": filesizeformat(upload.size),
                    "most": filesizeformat(most),
                },
            )
        if isinstance(upload, FileNotKept):
            raise ValidationError(NO_ROOM, code="room")
        kind_of(upload)
        return upload


class ActionForm(PartialSaveMixin, forms.ModelForm):
    """A step that the workshop proposes, written by those who run the programme."""

    class Meta:
        model = ProposedAction
        fields = ["case", "text", "owner", "level", "due_on"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "text": gettext_lazy("One step that somebody can take, beginning with a verb."),
            "owner": gettext_lazy("Who would do it: a body, not a person."),
        }

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_parent(self, "case", case)
        if self.instance._state.adding:
            last = case.proposed_actions.aggregate(last=Max("position"))["last"] or 0
            self.instance.position = last + 1
        self.helper = page_helper(
            "text",
            "owner",
            Row(Column("level", css_class="col-6"), Column("due_on", css_class="col-6")),
        )


class ActionAnswerForm(PartialSaveMixin, forms.ModelForm):
    """What the host city says to a proposal, and what became of it."""

    class Meta:
        model = ProposedAction
        fields = ["status", "response", "progress"]
        widgets = {
            "status": forms.RadioSelect,
            "response": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {
            "status": gettext_lazy("Your city’s answer"),
            "response": gettext_lazy("In words"),
            "progress": gettext_lazy("What became of it"),
        }
        help_texts = {
            "response": gettext_lazy("What you will do, what you change, or why you decline."),
            "progress": gettext_lazy("Asked again 6 and 12 months after the workshop."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [choice for choice in ActionStatus.choices if choice[0] != ActionStatus.PROPOSED]
        self.fields["status"].choices = answers  # type: ignore[attr-defined]
        self.fields["status"].error_messages["required"] = _("Choose an answer.")
        self.helper = page_helper(Field("status"), "response", "progress")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        status = data.get("status")
        # At the field rather than on top, where the constraints of the model would say it.
        if status == ActionStatus.DECLINED and not data.get("response"):
            self.add_error("response", _("Say why the action is declined."))
        if data.get("progress") and status and status not in AGREED:
            self.add_error("progress", _("A declined action makes no progress: leave this empty."))
        return data
