"""The addresses of log-in, second factor and password: by allauth's names, of its pages those
alone that we want. What is not here answers 404."""

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.webauthn import views as key_views
from django.urls import path, re_path
from django.views.generic import RedirectView

from programme.views import account_factors as factors
from programme.views import log_in

urlpatterns = [
    path("login/", account_views.login, name="account_login"),
    path("login/code/", log_in.CodeRequest.as_view(), name="account_request_login_code"),
    path("login/code/confirm/", log_in.code_confirm, name="account_confirm_login_code"),
    path("login/passkey/", key_views.login_webauthn, name="mfa_login_webauthn"),
    path("login/second-factor/", factors.SecondStep.as_view(), name="mfa_authenticate"),
    path("logout/", account_views.logout, name="account_logout"),
    path("inactive/", account_views.account_inactive, name="account_inactive"),
    path("signup/", account_views.signup, name="account_signup"),
    # Who it is, once more
    path("reauthenticate/", account_views.reauthenticate, name="account_reauthenticate"),
    path("reauthenticate/code/", mfa_views.reauthenticate, name="mfa_reauthenticate"),
    path(
        "reauthenticate/passkey/",
        factors.KeyAgain.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    # Password
    path("password/change/", log_in.PasswordChange.as_view(), name="account_change_password"),
    path("password/set/", log_in.PasswordSet.as_view(), name="account_set_password"),
    path("password/reset/", account_views.password_reset, name="account_reset_password"),
    path(
        "password/reset/done/",
        account_views.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "password/reset/key/done/",
        account_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        log_in.PasswordReset.as_view(),
        name="account_reset_password_from_key",
    ),
    # Second factor
    path("second-factor/", factors.second_factor, name="mfa_index"),
    path("second-factor/first/", factors.second_factor_first, name="second_factor_first"),
    path("second-factor/app/", factors.AppActivate.as_view(), name="mfa_activate_totp"),
    path("second-factor/app/remove/", factors.AppRemove.as_view(), name="mfa_deactivate_totp"),
    path(
        "second-factor/keys/",
        RedirectView.as_view(pattern_name="mfa_index"),
        name="mfa_list_webauthn",
    ),
    path("second-factor/keys/new/", factors.KeyAdd.as_view(), name="mfa_add_webauthn"),
    path(
        "second-factor/keys/<int:pk>/edit/", factors.KeyRename.as_view(), name="mfa_edit_webauthn"
    ),
    path(
        "second-factor/keys/<int:pk>/remove/",
        factors.KeyRemove.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("second-factor/codes/", factors.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path(
        "second-factor/codes/new/",
        factors.RecoveryCodesNew.as_view(),
        name="mfa_generate_recovery_codes",
    ),
]
