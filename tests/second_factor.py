"""People with a second factor, and sessions in which it was shown."""

import time

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # the same for all


def give_codes(user) -> Authenticator:
    """Set up codes of a phone, behind the pages."""
    data = {"secret": get_adapter().encrypt(SECRET)}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data)


def code_now(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def show_factor(client) -> None:
    """Whoever is logged in showed a second factor in this session."""
    note(client, {"method": "mfa", "type": "totp", "at": time.time()})


def show_password(client) -> None:
    """Whoever is logged in typed the password a moment ago."""
    note(client, {"method": "password", "reauthenticated": True, "at": time.time()})


def note(client, record: dict) -> None:
    session = client.session
    user = session["_auth_user_id"]
    session["account_authentication_methods_user"] = user
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [*records, record]
    session.save()
