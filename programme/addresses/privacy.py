"""The addresses of consents, of the privacy notice, and of what is kept how long."""

from django.urls import path, re_path

from programme.views import erasures, privacy

urlpatterns = [
    path("privacy/", privacy.privacy_notice, name="privacy_notice"),
    path("account/privacy/", privacy.privacy, name="privacy"),
    path("account/privacy/<int:pk>/withdraw/", privacy.consent_withdraw, name="consent_withdraw"),
    path(
        "account/privacy/<slug:source>/<int:pk>/withdraw/",
        privacy.consent_elsewhere,
        name="consent_elsewhere",
    ),
    path(
        "<slug:programme>/consents/<slug:purpose>/give/", privacy.consent_give, name="consent_give"
    ),
    path("<slug:programme>/settings/retention/", privacy.retention, name="retention"),
    path("<slug:programme>/settings/erasures/", erasures.leftovers, name="leftovers"),
    path("<slug:programme>/settings/erasures/place/<int:pk>/", erasures.leftover, name="leftover"),
    path(
        "<slug:programme>/settings/erasures/<int:pk>/settle/",
        erasures.leftovers_settle,
        name="leftovers_settle",
    ),
    path("<slug:programme>/settings/holds/", erasures.holds, name="holds"),
    path("<slug:programme>/settings/holds/<int:pk>/lift/", erasures.hold_lift, name="hold_lift"),
    re_path(
        r"^(?P<programme>[-\w]+)/people/news\.(?P<kind>csv|xlsx)$",
        privacy.news_export,
        name="news_export",
    ),
]
