"""Which app answers which address. Apps own their paths."""

from django.contrib import admin
from django.urls import include, path

from clusnet import offline, security

handler400 = "programme.views.errors.bad_request"
# allauth answers with it when somebody tries too often.
handler429 = "programme.rate_limits.too_many"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("account/", include("programme.addresses.log_in")),
    path("worker.js", offline.worker, name="worker"),
    path("offline/", offline.offline, name="offline"),
    path("security/", security.security, name="security"),
    path(".well-known/security.txt", security.security_txt, name="security_txt"),
    # First, or its /account/ would be read as the name of a programme.
    path("", include("programme.urls")),
    path("", include("reports.urls")),
    path("", include("cases.urls")),
    path("", include("workshops.urls")),
]
