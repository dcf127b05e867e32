"""“Needs you” around a workshop: who comes, what guests are told, what is kept afterwards.

What a date of the workplan asks for stands in ``reports.overview.needs``; here is what follows
from the state of a workshop alone.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.models import Mail, MailStatus
from reports.overview.rows import HORIZON, ProgrammeRows
from reports.overview.task import Task
from workshops.models import Workshop, WorkshopKind
from workshops.notes import own_open_actions

# So many days before it guests should know how to come, and the host what they need.
PRACTICAL = datetime.timedelta(days=28)
NEEDS = datetime.timedelta(days=14)
# So long before it everybody is asked whether they come.
INVITED = datetime.timedelta(days=60)
# So long after it somebody is reminded of lists and notes.
AFTERWARDS = datetime.timedelta(days=42)


@dataclass
class OnSite:
    """Tasks from the rows of the overview; two queries of its own at most."""

    rows: ProgrammeRows

    def __post_init__(self) -> None:
        self.seat = self.rows.seat
        self.slug = self.seat.programme.slug
        self.today = timezone.localdate()

    def tasks(self) -> Iterator[Task]:
        for workshop in self.rows.coming:
            yield from self._whether_to_come(workshop)
            yield from self._own_needs(workshop)
            yield from self._sheets(workshop)
            yield from self._new_agenda(workshop)
            if self._runs(workshop):
                yield from self._practical_note(workshop)
        for workshop in self.rows.workshops:
            if self._is_just_over(workshop) and self._runs(workshop):
                yield from self._afterwards(workshop)
        yield from self._surveys()
        yield from self._agreed_actions()
        if self.seat.is_coordinator:
            yield from self._failed_mails()

    def _url(self, name: str, workshop: Workshop) -> str:
        return reverse(f"workshops:{name}", args=[self.slug, workshop.slug])

    def _runs(self, workshop: Workshop) -> bool:
        """The host where there is one; else who runs the programme."""
        if workshop.city is None:
            return self.seat.is_coordinator
        return self.seat.edits(workshop.city)

    def _is_just_over(self, workshop: Workshop) -> bool:
        return workshop.is_held and workshop.last_day >= self.today - AFTERWARDS

    def _whether_to_come(self, workshop: Workshop) -> Iterator[Task]:
        """Asked once the agenda is out, so that people know what they come to."""
        is_asked = workshop.first_day <= self.today + INVITED and workshop.agenda_released_at
        if is_asked and self.seat.memberships and not self.rows.own_place(workshop):
            yield Task(
                _("Register for %(workshop)s, if you come") % {"workshop": workshop},
                _("The agenda is released: %(dates)s.") % {"dates": workshop.dates},
                self._url("register", workshop),
            )

    def _own_needs(self, workshop: Workshop) -> Iterator[Task]:
        own = self.rows.own_place(workshop)
        if own and not own.told_needs and workshop.first_day <= self.today + NEEDS:
            yield Task(
                _("Tell %(place)s what you need") % {"place": workshop.place_name},
                _("Arrival, diet, access: only the host and the coordinator see it."),
                self._url("register", workshop),
                workshop.starts_on,
            )

    def _sheets(self, workshop: Workshop) -> Iterator[Task]:
        """At the kick-off every group notes a case and an issue for each of its cities."""
        if workshop.kind != WorkshopKind.KICK_OFF or workshop.first_day > self.today + NEEDS:
            return
        empty = [city for city in self.seat.edited_cities if not city.proposed_case]
        for city in empty:
            yield Task(
                _("Note the proposed case of %(city)s in the group sheet") % {"city": city},
                _("A cluster and a first wording of its strategic issue."),
                reverse("workshops:group_sheet", args=[self.slug]),
                workshop.ends_on,
            )

    def _new_agenda(self, workshop: Workshop) -> Iterator[Task]:
        has_new = workshop.has_new_agenda  # type: ignore[attr-defined]
        if has_new and workshop.agenda_released_at and self.seat.is_coordinator:
            yield Task(
                _("Release the changes to the agenda of %(workshop)s") % {"workshop": workshop},
                _("Participants still read the last release."),
                self._url("agenda_edit", workshop),
                workshop.starts_on,
            )

    def _practical_note(self, workshop: Workshop) -> Iterator[Task]:
        is_written = workshop.has_practical_note  # type: ignore[attr-defined]
        if not is_written and workshop.first_day <= self.today + PRACTICAL:
            yield Task(
                _("Write the practical note for %(workshop)s") % {"workshop": workshop},
                _("How guests find the venue, where they sleep, whom they call."),
                self._url("practical_note", workshop),
                workshop.first_day - NEEDS,
            )

    def _afterwards(self, workshop: Workshop) -> Iterator[Task]:
        words = {"workshop": workshop}
        held = _("It ended on %(day)s.") % {"day": date_format(workshop.last_day, "j F")}
        if not workshop.has_signed_list:  # type: ignore[attr-defined]
            title = _("Upload the signed lists of %(workshop)s") % words
            yield Task(title, held, self._url("papers", workshop))
        if not workshop.has_notes:  # type: ignore[attr-defined]
            title = _("Write down what was said at %(workshop)s") % words
            yield Task(title, held, self._url("notes", workshop))

    def _surveys(self) -> Iterator[Task]:
        """Surveys that wait for this person's answer."""
        for workshop in self.rows.workshops:
            closes_on = workshop.survey_closes_on
            is_open = workshop.survey_opened_at and closes_on and closes_on >= self.today
            if is_open and workshop.awaits_answer:  # type: ignore[attr-defined]
                yield Task(
                    _("Say how %(workshop)s was") % {"workshop": workshop},
                    _("A short form; nobody sees who wrote what."),
                    self._url("survey", workshop),
                    closes_on,
                )

    def _agreed_actions(self) -> Iterator[Task]:
        """What the person, or the own city, said at a workshop that it would do."""
        soon = self.today + HORIZON
        for action in own_open_actions(self.seat).filter(due_on__lte=soon):
            workshop = action.item.workshop
            yield Task(
                action.text,
                _("Agreed at the workshop in %(place)s.") % {"place": workshop.place_name},
                self._url("notes", workshop) + f"#item-{action.item_id}",
                action.due_on,
            )

    def _failed_mails(self) -> Iterator[Task]:
        failed = Mail.objects.filter(
            programme=self.seat.programme, status=MailStatus.FAILED
        ).count()
        if failed:
            title = ngettext(
                "%(failed)s mail could not be sent", "%(failed)s mails could not be sent", failed
            )
            yield Task(
                title % {"failed": failed},
                _("See whether the address is right, and send it again."),
                reverse("programme:mails", args=[self.slug]) + "?status=failed",
            )
