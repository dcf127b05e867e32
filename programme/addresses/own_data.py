"""The addresses of one's own data, and of erasing a person."""

from django.urls import path

from programme.views import own_data

urlpatterns = [
    path("account/data/", own_data.own_data, name="own_data"),
    path("account/data/ask/", own_data.own_data_ask, name="own_data_ask"),
    path("account/data/<int:pk>/file/", own_data.own_data_file, name="own_data_file"),
    path("account/guest-data/<str:key>/", own_data.guest_file, name="guest_file"),
    path("account/data/erase/", own_data.own_data_erase, name="own_data_erase"),
    path("account/data/keep/", own_data.own_data_keep, name="own_data_keep"),
    path(
        "<slug:programme>/people/person/<int:pk>/erase/", own_data.person_erase, name="person_erase"
    ),
    path("<slug:programme>/people/person/<int:pk>/keep/", own_data.person_keep, name="person_keep"),
]
