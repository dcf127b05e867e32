"""The addresses of one's own account."""

from django.urls import path

from programme.addresses import own_data
from programme.views import account, account_email

urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/name/", account.account_name, name="account_name"),
    path("account/email/", account_email.email_change, name="email_change"),
    path("account/email/withdraw/", account_email.email_withdraw, name="email_withdraw"),
    path("account/email/<slug:key>/", account_email.email_confirm, name="email_confirm"),
    path("account/sessions/", account.session_list, name="sessions"),
    path("account/sessions/end/", account.sessions_end, name="sessions_end"),
    path("account/sessions/<int:pk>/end/", account.session_end, name="session_end"),
    *own_data.urlpatterns,
]
