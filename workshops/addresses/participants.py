"""Addresses below ``workshops/<n>/participants/``, and those of people without an account."""

from django.urls import URLPattern, URLResolver, include, path

from workshops.addresses.requests import guest_request_patterns
from workshops.views import guest_data, guests, needs, participants, registering

participant_patterns: list[URLPattern] = [
    path("", participants.RegistrationList.as_view(), name="participants"),
    path("register/", registering.register_oneself, name="register"),
    path("new/", participants.registration_create, name="registration_create"),
    path("several/", participants.registration_several, name="registration_several"),
    path("needs/", needs.needs, name="needs"),
    path("file/<slug:kind>/", needs.participants_file, name="participants_file"),
    path("<int:pk>/", participants.registration_edit, name="registration_edit"),
    path("<int:pk>/choose/", participants.choose_for, name="choose"),
    path("<int:pk>/withdraw/", participants.registration_withdraw, name="registration_withdraw"),
    path("<int:pk>/link/send/", guests.guest_link_send, name="guest_link_send"),
    path("<int:pk>/link/renew/", guests.guest_link_renew, name="guest_link_renew"),
    path("<int:pk>/data/", guest_data.registration_data, name="registration_data"),
    *(
        path(
            f"<int:pk>/data/{what}/",
            guest_data.registration_data_do,
            {"what": what},
            name=f"registration_data_{what}",
        )
        for what in guest_data.DEEDS
    ),
]
# The token opens the page to somebody without an account.
guest_patterns: list[URLPattern | URLResolver] = [
    path("<slug:of>/guest/<str:token>/", guests.guest, name="guest"),
    path("<slug:of>/guest/<str:token>/withdraw/", guests.guest_withdraw, name="guest_withdraw"),
    path("<slug:of>/guest/<str:token>/data/", guest_data.guest_data, name="guest_data"),
    *(
        path(
            f"<slug:of>/guest/<str:token>/data/{what}/",
            guest_data.guest_data_do,
            {"what": what},
            name=f"guest_data_{what}",
        )
        for what in guest_data.DEEDS
    ),
    path("<slug:of>/guest/<str:token>/meetings/", include(guest_request_patterns)),
]
