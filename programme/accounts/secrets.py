"""The secrets of second factors, so that a copy of the database alone opens nothing."""

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"second factor:{key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def lock(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode()


def unlock(locked: str) -> str:
    """The secret; one that fits nothing where the site has lost the key it was locked with."""
    try:
        return _box().decrypt(locked.encode()).decode()
    except InvalidToken:
        return base64.b32encode(secrets.token_bytes(20)).decode()
