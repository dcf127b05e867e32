"""Forms of the programme itself: names, logo, objectives, groups, partners."""

from typing import Any

from crispy_forms.layout import HTML, Column, Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from programme.forms.base import (
    PartialSaveMixin,
    fix_parent,
    next_number,
    page_helper,
)
from programme.labels import label_changed
from programme.models import Group, Objective, Partner, Programme

# A logo on a page and in every PDF: larger ones only make both slow.
LARGEST_LOGO = 2 * 1024 * 1024


class LogoMixin(forms.ModelForm):
    """A form with a logo that is not too large."""

    def clean_logo(self) -> Any:
        logo = self.cleaned_data["logo"]
        if logo and "logo" in self.changed_data and logo.size > LARGEST_LOGO:
            raise ValidationError(
                _("This file has %(size)s; a logo may have %(most)s at most."),
                params={
                    "size": filesizeformat(logo.size),
                    "most": filesizeformat(LARGEST_LOGO),
                },
            )
        return logo


class ProgrammeForm(LogoMixin, PartialSaveMixin):
    """What the programme is called, and what stands on everything it hands out."""

    remove_logo = forms.BooleanField(label=_("Remove the present logo"), required=False)

    class Meta:
        model = Programme
        fields = [
            "name",
            "title",
            "headline",
            "overall_objective",
            "starts_on",
            "ends_on",
            "workshop_label",
            "expert_label",
            "fact_check_days",
            "funding_line",
            "logo",
            "coordinators_need_second_factor",
        ]
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "fact_check_days": forms.NumberInput(
                attrs={"class": "is-short", "min": 1, "max": 90, "inputmode": "numeric"}
            ),
            "logo": forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
        }
        help_texts = {
            "name": _("In the header of every page and on every document."),
            "headline": _("The first line of the overview."),
            "funding_line": _("At the foot of every page and on every document."),
            "logo": _("A PNG or JPEG file of at most 2 MB."),
        }

    def __init__(
        self, *args: Any, programme: Programme, showed_factor: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.showed_factor = showed_factor
        factor = self.fields["coordinators_need_second_factor"]
        factor.help_text = format_html(
            '{} <a href="{}">{}</a>',
            factor.help_text,
            reverse("mfa_index"),
            _("Your own second factor"),
        )
        self.stored_logo = self.instance.logo.name
        if not self.stored_logo:
            del self.fields["remove_logo"]
        self.helper = page_helper(
            Row(Column("name", css_class="col-4"), Column("title")),
            "headline",
            "overall_objective",
            Row(Column("starts_on"), Column("ends_on")),
            Fieldset(_("Words"), Row(Column("workshop_label"), Column("expert_label"))),
            Fieldset(_("City reports"), "fact_check_days"),
            Fieldset(_("Safety"), "coordinators_need_second_factor"),
            Fieldset(
                _("Funding"),
                "funding_line",
                *([HTML('{% include "programme/_logo_now.html" %}')] if self.stored_logo else []),
                "logo",
                *(["remove_logo"] if self.stored_logo else []),
            ),
        )

    def clean_coordinators_need_second_factor(self) -> bool:
        needed: bool = self.cleaned_data["coordinators_need_second_factor"]
        if (
            needed
            and not self.initial["coordinators_need_second_factor"]
            and not self.showed_factor
        ):
            raise ValidationError(
                _(
                    "Set up a second factor of your own first, on the page of your account, and log"
                    " in with it; otherwise this would lock you out."
                )
            )
        return needed

    def save(self, commit: bool = True) -> Programme:
        if self.cleaned_data.get("remove_logo") and "logo" not in self.changed_data:
            self.instance.logo = ""
            self.changed_data.append("logo")
        programme: Programme = super().save(commit)
        if "workshop_label" in self.changed_data:
            label_changed(programme)
        replaced = self.stored_logo
        if replaced and replaced != programme.logo.name:
            storage = programme.logo.storage
            transaction.on_commit(lambda: storage.delete(replaced))
        return programme


class ObjectiveForm(PartialSaveMixin):
    """One main objective of the programme."""

    class Meta:
        model = Objective
        fields = ["programme", "position", "title", "text", "part"]

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_parent(self, "programme", programme)
        if self.instance._state.adding:
            rows = Objective.objects.in_programme(programme)
            self.initial["position"] = next_number(rows, "position")
        self.helper = page_helper(
            Row(Column("position", css_class="col-2"), Column("title")), "text", "part"
        )


class GroupForm(PartialSaveMixin):
    """A group of cities that prepare together."""

    class Meta:
        model = Group
        fields = ["programme", "number", "name"]
        help_texts = {
            "number": _("Gives the group its colour."),
            "name": _("Empty: it is called by its number."),
        }

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_parent(self, "programme", programme)
        if self.instance._state.adding:
            self.initial["number"] = next_number(Group.objects.in_programme(programme), "number")
        self.helper = page_helper(Row(Column("number", css_class="col-4"), Column("name")))


class PartnerForm(PartialSaveMixin):
    """A partner that is no city."""

    class Meta:
        model = Partner
        fields = [
            "programme",
            "short_name",
            "name",
            "kind",
            "country",
            "website",
            "description",
        ]

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_parent(self, "programme", programme)
        self.helper = page_helper(
            Row(Column("short_name", css_class="col-4"), Column("name")),
            Row(Column("kind"), Column("country")),
            "website",
            "description",
        )
