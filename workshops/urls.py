from django.urls import URLPattern, URLResolver, include, path

from workshops.day_urls import day_patterns
from workshops.views import agenda, participants, releases, workshops

app_name = "workshops"

agenda_patterns: list[URLPattern] = [
    path("", agenda.agenda_edit, name="agenda_edit"),
    path("create/", agenda.agenda_create, name="agenda_create"),
    path("copy/", agenda.agenda_copy, name="agenda_copy"),
    path("release/", releases.agenda_release, name="agenda_release"),
    path("withdraw/", releases.agenda_withdraw, name="agenda_withdraw"),
    path("items/new/", agenda.ItemCreate.as_view(), name="item_create"),
    path("items/<int:pk>/", agenda.ItemEdit.as_view(), name="item_edit"),
    path("items/<int:pk>/delete/", agenda.ItemDelete.as_view(), name="item_delete"),
]
participant_patterns: list[URLPattern] = [
    path("", participants.RegistrationList.as_view(), name="participants"),
    path("register/", participants.register_oneself, name="register"),
    path("new/", participants.registration_create, name="registration_create"),
    path("<int:pk>/", participants.registration_edit, name="registration_edit"),
    path("<int:pk>/choose/", participants.choose_for, name="choose"),
    path("<int:pk>/withdraw/", participants.registration_withdraw, name="registration_withdraw"),
]
workshop_patterns: list[URLPattern | URLResolver] = [
    path("", workshops.workshop_detail, name="detail"),
    path("agenda.ics", workshops.calendar, name="calendar"),
    path("edit/", workshops.WorkshopUpdate.as_view(), name="edit"),
    path("agenda/", include(agenda_patterns)),
    path("participants/", include(participant_patterns)),
    path("on-the-day/", include(day_patterns)),
]
urlpatterns = [
    path("<slug:programme>/workshops/", workshops.workshop_list, name="list"),
    path("<slug:programme>/workshops/new/", workshops.WorkshopUpdate.as_view(), name="create"),
    path("<slug:programme>/workshops/<slug:slug>/", include(workshop_patterns)),
]
