"""The operators' view of workshops: to look things up. Dates, agendas and registrations are
written on their own pages, where the workplan and the log follow."""

from django.contrib import admin

from programme.admin import LookOnlyAdmin
from workshops.models import AgendaItem, Registration, SignUp, Workshop


@admin.register(Workshop)
class WorkshopAdmin(LookOnlyAdmin):
    list_display = ["title", "programme", "starts_on", "ends_on", "places", "agenda_released_at"]
    list_filter = ["programme", "kind"]
    list_select_related = ["programme", "city"]


@admin.register(AgendaItem)
class AgendaItemAdmin(LookOnlyAdmin):
    list_display = ["workshop", "day", "starts_at", "ends_at", "title", "choice", "capacity"]
    list_filter = ["workshop__programme"]
    list_select_related = ["workshop__programme", "workshop__city"]


@admin.register(Registration)
class RegistrationAdmin(LookOnlyAdmin):
    list_display = ["name", "organisation", "workshop", "city", "attends_as", "registered_at"]
    list_filter = ["workshop__programme", "attends_as"]
    list_select_related = ["workshop__programme", "workshop__city", "city"]
    search_fields = ["name", "organisation"]


@admin.register(SignUp)
class SignUpAdmin(LookOnlyAdmin):
    list_display = ["registration", "item", "chosen_at"]
    list_filter = ["registration__workshop__programme"]
    list_select_related = ["registration", "item"]
