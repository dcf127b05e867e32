"""Loads the demonstration programme. It stands on top of the stack because it needs all of it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

import cases.demo.load
import programme.demo.load
import programme.demo.mails
import programme.demo.people
import programme.demo.privacy
import reports.demo.complete.load
import reports.demo.load
import workshops.demo.load
from programme.activity import log_opened
from programme.demo.calendar import Calendar
from programme.models import Programme
from programme.search.updating import bring_up_to_date


class Command(BaseCommand):
    help = (
        "Load the demonstration programme, its calendar moved so that workshop 5 opens in about "
        "two weeks. Refuses when it is there already; --replace takes it away first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--historic", action="store_true", help="Keep the dates of 2008-2011.")
        parser.add_argument(
            "--complete",
            action="store_true",
            help="Bring the programme to its end: all held, published, followed up (2008-2011).",
        )
        parser.add_argument("--replace", action="store_true", help="Remove it first, with changes.")

    def handle(self, *args: Any, **options: Any) -> None:
        # What happened is dated back, or taken away with the programme.
        with log_opened("demonstration"):
            self._load(options)

    def _load(self, options: dict[str, Any]) -> None:
        if Programme.objects.filter(is_demo=True).exists():
            if not options["replace"]:
                raise CommandError("The demonstration is there already. Use --replace.")
            # From the top of the stack downwards: nothing goes while another needs it.
            for demo in (reports.demo, cases.demo, workshops.demo, programme.demo):
                demo.load.remove()
        today = timezone.localdate()
        calendar = (
            Calendar() if options["historic"] or options["complete"] else Calendar.around(today)
        )
        clusnet = programme.demo.load.load(calendar)
        workshops.demo.load.load(clusnet, calendar)
        cases.demo.load.load(clusnet, calendar)
        reports.demo.load.load(clusnet, calendar)
        if options["complete"]:
            reports.demo.complete.load.load(clusnet)
        else:
            programme.demo.mails.load(clusnet)
        programme.demo.people.load(clusnet, calendar)
        programme.demo.privacy.load(clusnet)
        for row in Programme.objects.filter(is_demo=True):
            bring_up_to_date(row)
        self.stdout.write(
            f"Loaded {clusnet.name}, its calendar moved by {calendar.weeks} weeks: "
            f"{clusnet.cities.count()} cities, {clusnet.workshops.count()} workshops, "
            f"{clusnet.cases.count()} cases."
        )
