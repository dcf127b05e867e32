from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from django.views.generic import CreateView, DeleteView, UpdateView

from programme.access import get_editable, require
from programme.accounts.factors import used_second_factor
from programme.contexts import SettingsPage
from programme.forms.settings import GroupForm, ObjectiveForm, PartnerForm, ProgrammeForm
from programme.models import Group, Objective, Partner, Programme
from programme.views.pages import DeletePage, FormPage

IMAGE_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


class ProgrammeUpdate(FormPage, UpdateView):
    model = Programme
    form_class = ProgrammeForm
    template_name = "programme/settings.html"
    heading = _("Programme settings")
    verb = "programme_changed"

    def get_object(self, queryset=None):
        return get_editable(Programme, self.request.user, pk=self.request.programme.pk)

    def get_context_data(self, **kwargs):
        page = SettingsPage.of(self.request.programme, self.request.user)
        return super().get_context_data(page=page, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"showed_factor": used_second_factor(self.request)}

    def sentence(self, form):
        return gettext("The settings of the programme were changed.")

    def done_url(self):
        return settings_url(self.request)


@require_GET
def logo(request):
    """The funder's logo, for members of the programme."""
    stored = request.programme.logo
    content_type = IMAGE_TYPES.get(Path(stored.name or "").suffix.lower())
    if not content_type or not stored.storage.exists(stored.name):
        raise Http404
    return FileResponse(stored.open(), content_type=content_type)


class SettingsPart:
    """Where the pages for objectives, groups and partners come from and go to."""

    request: Any

    def crumbs(self):
        return [(_("Programme settings"), settings_url(self.request))]

    def done_url(self):
        return settings_url(self.request)


class ObjectiveCreate(SettingsPart, FormPage, CreateView):
    model = Objective
    form_class = ObjectiveForm
    heading = _("Add an objective")
    verb = "objective_added"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        require(request.seat.is_coordinator)

    def sentence(self, form):
        return gettext("The objective “%(title)s” was added.") % {"title": form.instance}


class ObjectiveUpdate(SettingsPart, FormPage, UpdateView):
    model = Objective
    form_class = ObjectiveForm
    heading = _("Edit the objective")
    verb = "objective_changed"

    def sentence(self, form):
        return gettext("The objective “%(title)s” was changed.") % {"title": form.instance}

    def delete_url(self):
        return part_url(self.request, "objective_delete", self.object)


class ObjectiveDelete(SettingsPart, DeletePage, DeleteView):
    model = Objective
    verb = "objective_deleted"

    def heading(self):
        return gettext("Delete the objective “%(title)s”?") % {"title": self.object}

    def sentence(self):
        return gettext("The objective “%(title)s” was deleted.") % {"title": self.object}


class GroupCreate(SettingsPart, FormPage, CreateView):
    model = Group
    form_class = GroupForm
    heading = _("Add a group")
    verb = "group_added"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        require(request.seat.is_coordinator)

    def sentence(self, form):
        return gettext("%(group)s was added.") % {"group": form.instance}


class GroupUpdate(SettingsPart, FormPage, UpdateView):
    model = Group
    form_class = GroupForm
    heading = _("Edit the group")
    verb = "group_changed"

    def sentence(self, form):
        return gettext("%(group)s was changed.") % {"group": form.instance}

    def delete_url(self):
        return part_url(self.request, "group_delete", self.object)


class GroupDelete(SettingsPart, DeletePage, DeleteView):
    model = Group
    verb = "group_deleted"

    def heading(self):
        return gettext("Delete %(group)s?") % {"group": self.object}

    def sentence(self):
        return gettext("%(group)s was deleted.") % {"group": self.object}


class PartnerCreate(SettingsPart, FormPage, CreateView):
    model = Partner
    form_class = PartnerForm
    heading = _("Add a partner")
    standfirst = _("An organisation that takes part and is no city.")
    verb = "partner_added"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        require(request.seat.is_coordinator)

    def sentence(self, form):
        return gettext("The partner %(partner)s was added.") % {"partner": form.instance}


class PartnerUpdate(SettingsPart, FormPage, UpdateView):
    model = Partner
    form_class = PartnerForm
    heading = _("Edit the partner")
    verb = "partner_changed"

    def sentence(self, form):
        return gettext("The partner %(partner)s was changed.") % {"partner": form.instance}

    def delete_url(self):
        return part_url(self.request, "partner_delete", self.object)


class PartnerDelete(SettingsPart, DeletePage, DeleteView):
    model = Partner
    verb = "partner_deleted"

    def heading(self):
        return gettext("Delete the partner %(partner)s?") % {"partner": self.object}

    def sentence(self):
        return gettext("The partner %(partner)s was deleted.") % {"partner": self.object}


def settings_url(request):
    return reverse("programme:settings", args=[request.programme.slug])


def part_url(request, name, row):
    return reverse(f"programme:{name}", args=[request.programme.slug, row.pk])
