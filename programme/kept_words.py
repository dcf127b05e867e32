"""What somebody typed into a refused form, signed into a page until it can be sent again."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.http import HttpRequest

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser

PAYLOAD_SALT = "programme.resume"
PAYLOAD_MAX_AGE = 24 * 60 * 60
FIELDS_NOT_KEPT = {"csrfmiddlewaretoken"}
SESSION_KEY = "words_kept_for"


@dataclass(frozen=True)
class KeptWords:
    """The fields of a refused form and the address they were sent to."""

    action: str
    fields: list[tuple[str, str]]
    # Names of files; a page cannot keep their contents.
    lost_files: list[str]

    @classmethod
    def of(cls, request: HttpRequest) -> "KeptWords":
        """The fields of the form in the request, without token and passwords."""
        fields = [
            (name, str(value))
            for name, values in request.POST.lists()
            if name not in FIELDS_NOT_KEPT and "password" not in name
            for value in values
        ]
        lost_files = [
            upload.name or "" for _, uploads in request.FILES.lists() for upload in uploads
        ]
        return cls(request.get_full_path(), fields, lost_files)

    def sign(self) -> str:
        content = {"action": self.action, "fields": self.fields, "files": self.lost_files}
        return signing.dumps(content, salt=PAYLOAD_SALT, compress=True)

    def keep_in(self, session: SessionBase, person: "AnyUser") -> None:
        """For somebody whose password was right and who has one more step to do."""
        session[SESSION_KEY] = [person.pk, self.sign()]

    @classmethod
    def kept_in(cls, session: SessionBase, person: "AnyUser") -> "KeptWords | None":
        """What ``keep_in`` kept, until it is older than a day. For this person alone: somebody
        else may have logged in at this browser in place of the step."""
        whose, payload = session.get(SESSION_KEY) or (None, "")
        if whose != person.pk:
            return None
        try:
            return cls.read(payload)
        except signing.BadSignature:
            return None

    @classmethod
    def read(cls, payload: str) -> "KeptWords":
        """Raises BadSignature when the payload is not ours or older than a day."""
        content = signing.loads(payload, salt=PAYLOAD_SALT, max_age=PAYLOAD_MAX_AGE)
        fields = [(name, value) for name, value in content["fields"]]
        return cls(content["action"], fields, content["files"])
