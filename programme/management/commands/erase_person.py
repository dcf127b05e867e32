"""Erase a person who asked for it: for the operators, at once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from programme.models import DataRequest, DataRequestStatus, User
from programme.privacy.requests import DataRequestError, ask_erasure, open_erasure, work_on


class Command(BaseCommand):
    help = "Erase a person by e-mail, at once and for good. See the page about own data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--yes", action="store_true", help="do not ask once more")

    def handle(self, *, email: str, yes: bool, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email, erased_at=None).first()
        if user is None:
            raise CommandError(f"Nobody here has the e-mail {email}.")
        if not yes and input(f"Erase {user} for good? Type the e-mail again: ") != user.email:
            raise CommandError("Nothing was erased.")
        request = self._request(user)
        work_on(request.pk)
        request.refresh_from_db()
        if request.status != DataRequestStatus.DONE:
            raise CommandError(request.error or "It is not done yet: the worker goes on with it.")
        left = request.tally.get("to_look_at", 0)
        self.stdout.write(f"Erased. Places to look at: {left}; the log of the programmes has them.")

    def _request(self, user: User) -> DataRequest:
        """The one that waits comes at once."""
        waiting = open_erasure(user)
        try:
            request = waiting or ask_erasure(user, by=None, days=0)
        except DataRequestError as error:
            raise CommandError(str(error)) from error
        DataRequest.objects.filter(pk=request.pk).update(not_before=request.requested_at)
        return request
