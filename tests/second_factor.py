"""People with a second factor, and sessions in which it was shown."""

import hashlib
import json
import os
import time

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

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


class Passkey:
    """A passkey of somebody, with its private half: what a device would do."""

    def __init__(self, user, name="Laptop", host="testserver") -> None:
        self.user, self.host = user, host
        self.secret = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)
        public = ES256.from_cryptography_key(self.secret.public_key())
        held = AttestedCredentialData.create(bytes(16), self.id, public)
        proof = AttestationObject.create("none", self._data(0x45, held), {})
        credential = self._json(
            "webauthn.create", b"first", {"attestationObject": websafe_encode(bytes(proof))}
        )
        credential["clientExtensionResults"] = {"credProps": {"rk": True}}
        self.row = Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": name, "credential": credential},
        )

    def answer(self, options: dict, *, user=None) -> str:
        """What the device sends when it is asked with these options; as ``user``, if another."""
        challenge = websafe_decode(options["publicKey"]["challenge"])
        data = self._data(0x05)
        client_data = self._client_data("webauthn.get", challenge)
        signed = bytes(data) + hashlib.sha256(client_data).digest()
        response = {
            "authenticatorData": websafe_encode(bytes(data)),
            "signature": websafe_encode(self.secret.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "userHandle": websafe_encode(user_pk_to_url_str(user or self.user).encode()),
        }
        return json.dumps(self._json("webauthn.get", challenge, response))

    def _data(self, flags: int, held: bytes = b"") -> AuthenticatorData:
        host = hashlib.sha256(self.host.encode()).digest()
        return AuthenticatorData.create(host, AuthenticatorData.FLAG(flags), 0, held)

    def _client_data(self, kind: str, challenge: bytes) -> bytes:
        said = {
            "type": kind,
            "challenge": websafe_encode(challenge),
            "origin": f"https://{self.host}",
        }
        return json.dumps(said).encode()

    def _json(self, kind: str, challenge: bytes, response: dict) -> dict:
        own = websafe_encode(self.id)
        client_data = websafe_encode(self._client_data(kind, challenge))
        response = response | {"clientDataJSON": client_data}
        return {"id": own, "rawId": own, "type": "public-key", "response": response}
