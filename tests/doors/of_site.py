"""The doors of the site itself: accounts, operators, and what is there for everybody."""

from tests.doors.door import EVERYBODY, Door, page

OWN = frozenset({"participant"})
DOORS = {
    ":worker": page(opens=EVERYBODY),
    ":offline": page(opens=EVERYBODY),
    ":security": page(opens=EVERYBODY),
    # Not there as long as nobody is named.
    ":security_txt": page(opens=frozenset()),
    # Log-in.
    ":account_login": page(opens=EVERYBODY),
    ":account_logout": page(opens=EVERYBODY),
    ":account_inactive": page(opens=EVERYBODY),
    ":account_signup": page(opens=EVERYBODY),
    ":account_request_login_code": page(opens=EVERYBODY),
    ":account_confirm_login_code": page(opens=EVERYBODY),
    ":account_change_password": page(),
    ":account_set_password": page(),
    ":account_reset_password": page(opens=EVERYBODY),
    ":account_reset_password_done": page(opens=EVERYBODY),
    ":account_reset_password_from_key": page("1", "no-such-key", opens=EVERYBODY),
    ":account_reset_password_from_key_done": page(opens=EVERYBODY),
    ":account_reauthenticate": page(),
    # The second factor.
    ":mfa_login_webauthn": page(opens=EVERYBODY),
    ":mfa_authenticate": page(opens=EVERYBODY),
    ":mfa_reauthenticate": page(),
    ":mfa_reauthenticate_webauthn": page(),
    ":mfa_index": page(),
    ":second_factor_first": page(),
    ":mfa_activate_totp": page(),
    # Nobody of the world has codes of a phone, nor codes for an emergency; whoever has a passkey is
    # asked for it first.
    ":mfa_deactivate_totp": page(opens=frozenset({"participant"})),
    ":mfa_list_webauthn": page(),
    ":mfa_add_webauthn": page(),
    # The log-in is asked for again before the key is looked up.
    ":mfa_edit_webauthn": page("passkey.pk"),
    ":mfa_remove_webauthn": page("passkey.pk"),
    ":mfa_view_recovery_codes": page(opens=frozenset({"participant"})),
    ":mfa_generate_recovery_codes": page(),
    # The own account.
    "programme:account": page(),
    "programme:account_name": page(),
    "programme:email_change": page(),
    "programme:email_withdraw": page(),
    "programme:email_confirm": page("email_change.new_key", opens=EVERYBODY),
    "programme:sessions": page(),
    "programme:sessions_end": page(),
    "programme:session_end": page("session.pk", opens=OWN),
}


def of_operators():
    """The pages of the admin: made from what is registered, for the operators alone."""
    from django.contrib import admin  # once the apps are there

    for name in ("index", "logout", "password_change", "password_change_done"):
        yield f"admin:{name}", page(opens=frozenset())
    yield "admin:login", page(opens=frozenset())
    yield "admin:autocomplete", page(opens=frozenset())
    yield "admin:jsi18n", page(opens=frozenset())
    yield "admin:view_on_site", page("1", "0", opens=frozenset())
    yield "admin:auth_user_password_change", page("people.participant.pk", opens=frozenset())
    for model in admin.site._registry:
        at = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for verb in ("changelist", "add"):
            yield f"{at}_{verb}", page(opens=frozenset())
        for verb in ("history", "delete", "change"):
            yield f"{at}_{verb}", Door(_row_of(model), frozenset(), in_programme=False)
    for app in sorted({model._meta.app_label for model in admin.site._registry}):
        yield f"admin:app_list {app}", page(app, opens=frozenset())


def _row_of(model):
    def names(_world):
        row = model._default_manager.order_by("pk").first()
        return [row.pk if row else 1]

    return names
