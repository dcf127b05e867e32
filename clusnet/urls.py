"""Which app answers which address. Apps own their paths; the order is the stack, top first."""

from django.contrib import admin
from django.urls import include, path

handler400 = "programme.views.errors.bad_request"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("account/", include("allauth.account.urls")),
    path("", include("reports.urls")),
    path("", include("cases.urls")),
    path("", include("workshops.urls")),
    path("", include("programme.urls")),
]
