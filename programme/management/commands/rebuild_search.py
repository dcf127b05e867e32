from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from programme.models import Programme
from programme.search.updating import rebuild


class Command(BaseCommand):
    """Throw the search index away and write it anew, for one programme or all."""

    help = (
        "Write the search index anew. It keeps itself up to date: needed after a restored backup."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("programme", nargs="?", help="The address of one programme.")

    def handle(self, *args: object, programme: str | None = None, **options: object) -> None:
        programmes = Programme.objects.order_by("pk")
        if programme:
            programmes = programmes.filter(slug=programme)
            if not programmes:
                raise CommandError(f"There is no programme at /{programme}/.")
        for row in programmes:
            self.stdout.write(f"{row}: {rebuild(row)} places can be found.")
