"""The operators' view of workshops: to look things up. Dates, agendas and registrations are
written on their own pages, where the workplan and the log follow."""

from django.contrib import admin

from programme.admin import LookOnlyAdmin
from workshops.models import AgendaItem, Registration, SignUp, TypicalItem, Workshop


@admin.register(Workshop)
class WorkshopAdmin(LookOnlyAdmin):
    list_display = ["title", "programme", "starts_on", "ends_on", "places", "agenda_released_at"]
    list_filter = ["programme", "kind"]
    list_select_related = ["programme", "city"]


@admin.register(AgendaItem)
class AgendaItemAdmin(LookOnlyAdmin):
    list_display = [
        "workshop",
        "day",
        "starts_at",
        "ends_at",
        "kind",
        "title",
        "choice",
        "capacity",
        "removed_at",
    ]
    list_filter = ["workshop__programme", "kind"]
    list_select_related = ["workshop__programme", "workshop__city"]


@admin.register(TypicalItem)
class TypicalItemAdmin(LookOnlyAdmin):
    list_display = ["programme", "day", "starts_at", "ends_at", "kind", "title", "choice"]
    list_filter = ["programme"]
    list_select_related = ["programme"]


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
