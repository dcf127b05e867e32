"""The two kinds of page that change a row: one form, or one question."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import models, transaction
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from programme.access import EditableMixin
from programme.editing import (
    RowGoneError,
    delete_recorded,
    save_recorded,
    typed_into,
    what_is_lost,
    why_it_stays,
)
from programme.forms.carried import CarriedForm, remember_initial
from programme.models import City

Text = str | Promise
Crumbs = list[tuple[Text, str]]


class OvertakenError(Exception):
    """Somebody has saved the same in the moment between reading the row and writing it."""


class FormPage(EditableMixin):
    """Create and edit views with one form: saved with an entry in the log, or shown again.

    A view says ``verb``, ``sentence()``, its title and where ``done_url()`` leads.
    """

    request: Any
    object: Any
    model: Any
    template_name: str | None = "programme/form_page.html"
    heading: Text = ""
    standfirst: Text = ""
    save_label: Text = _("Save")
    verb = ""

    def get_object(self, queryset: Any = None) -> Any:
        row = super().get_object(queryset)
        # The form writes on the row before it is found invalid; the page keeps calling it this.
        self.stored_name = str(row)
        return row

    def title(self) -> Text:
        return self.heading

    def lead(self) -> Text:
        """The sentence under the title."""
        return self.standfirst

    def sentence(self, form: forms.ModelForm) -> str:
        """What the log says, whole and translated."""
        raise NotImplementedError

    def done_url(self) -> str:
        raise NotImplementedError

    def cancel_url(self) -> str:
        return self.done_url()

    def delete_url(self) -> str:
        return ""

    def crumbs(self) -> Crumbs:
        return []

    def city_of(self, row: models.Model) -> City | None:
        """The city whose editors see the entry in the log."""
        return getattr(row, "city", None)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"programme": self.request.programme}  # type: ignore[misc]

    def get_form(self, form_class: Any = None) -> forms.BaseForm:
        """Its page carries what the row held, so nobody undoes unread what another has saved."""
        form: forms.BaseForm = super().get_form(form_class)  # type: ignore[misc]
        if isinstance(form, CarriedForm) and not form.instance._state.adding:
            remember_initial(form)
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        form = context["form"]
        return context | {
            "heading": self.title(),
            "standfirst": self.lead(),
            "crumbs": [*self.crumbs(), (self.title(), "")],
            "save_label": self.save_label,
            "cancel_url": self.cancel_url(),
            "delete_url": self.delete_url(),
            "is_multipart": form.is_multipart(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As ever; but whoever was writing while the row was deleted gets the own words back."""
        try:
            try:
                return super().post(request, *args, **kwargs)  # type: ignore[misc]
            except OvertakenError:
                # Read anew, the form itself tells what came between.
                return super().post(request, *args, **kwargs)  # type: ignore[misc]
        except (Http404, RowGoneError):
            typed = typed_into(self.model, request.POST)
            if not typed:
                raise Http404 from None
            return render(request, "programme/gone.html", {"typed": typed}, status=404)

    def form_valid(self, form: forms.ModelForm) -> HttpResponse:
        # Asked before saving: afterwards the row no longer knows what it was called.
        sentence = self.sentence(form)
        is_new = form.instance._state.adding
        with transaction.atomic():
            if isinstance(form, CarriedForm) and form.is_overtaken():
                raise OvertakenError
            self.object = save_recorded(
                form,
                self.verb,
                sentence,
                by=self.request.user,
                programme=self.request.programme,
                city=self.city_of(form.instance),
            )
        messages.success(self.request, self._added(sentence) if is_new else _("Saved."))
        return redirect(self.done_url())

    def _added(self, sentence: str) -> str:
        """Says what was added, and leads to the same form for the next."""
        another = format_html('<a href="{}">{}</a>', self.request.get_full_path(), _("Add another"))
        return format_html("{} {}", sentence, another)

    def form_invalid(self, form: forms.ModelForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)  # type: ignore[attr-defined]


class DeletePage(EditableMixin):
    """Asks once more before a row is deleted, and names what goes with it.

    While other rows need it, it says which, and offers no button.
    """

    request: Any
    object: Any
    template_name: str | None = "programme/delete_page.html"
    action_label: Text = _("Delete it")
    verb = ""

    def heading(self) -> str:
        raise NotImplementedError

    def sentence(self) -> str:
        """What the log and the message say afterwards."""
        raise NotImplementedError

    def done_url(self) -> str:
        raise NotImplementedError

    def cancel_url(self) -> str:
        return self.done_url()

    def refusal(self) -> str:
        """Why the row must stay, where a rule of its own says so."""
        return ""

    def lost(self) -> list[str]:
        """Sentences that name what goes. Raises ProtectedError while other rows need it."""
        return what_is_lost(self.object)

    def city_of(self, row: models.Model) -> City | None:
        """The city whose editors see the entry in the log."""
        return getattr(row, "city", None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        refusal, lost = self.refusal(), []
        if not refusal:
            try:
                lost = self.lost()
            except ProtectedError as error:
                refusal = why_it_stays(error)
        return context | {
            "heading": self.heading(),
            "lost": lost,
            "refusal": refusal,
            "action_label": self.action_label,
            "cancel_url": self.cancel_url(),
        }

    def form_valid(self, form: forms.Form) -> HttpResponse:
        sentence, done_url = self.sentence(), self.done_url()
        refusal = self.refusal()
        if not refusal:
            try:
                delete_recorded(
                    self.object,
                    self.verb,
                    sentence,
                    by=self.request.user,
                    programme=self.request.programme,
                    city=self.city_of(self.object),
                )
            except ProtectedError as error:
                refusal = why_it_stays(error)
        if refusal:
            messages.error(self.request, refusal)
            return redirect(self.cancel_url())
        messages.success(self.request, sentence)
        return redirect(done_url)
