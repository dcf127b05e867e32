"""How somebody stands to the meetings of a workshop, and what is to do to take part in them."""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workshops.models import Choice, NetworkingSession, Registration, Workshop
from workshops.services.choosing import choice_closes_on, choices_open_to, has_passed


class Where(Enum):
    """What keeps a person from the meetings; ``IN`` for nothing."""

    OVER = "over"
    NOT_REGISTERED = "not_registered"
    IN_LINE = "in_line"
    NOT_IN_B = "not_in_b"
    IN_LINE_FOR_B = "in_line_for_b"
    NOT_OPEN = "not_open"
    IN = "in"


@dataclass(frozen=True)
class MeetingStanding:
    """Where a person stands, in one sentence, and what to do about it in another."""

    workshop: Workshop
    session: NetworkingSession | None
    registration: Registration | None

    @property
    def where(self) -> Where:
        if self.registration is None:
            return Where.OVER if self.workshop.is_held else Where.NOT_REGISTERED
        if self.registration.is_waiting:
            return Where.IN_LINE
        if self.registration.choice != Choice.B:
            waits = getattr(self.registration, "choice_wait", None)
            return (
                Where.IN_LINE_FOR_B if waits and waits.item.choice == Choice.B else Where.NOT_IN_B
            )
        if self.session is None or not self.session.is_open:
            return Where.OVER if self.workshop.is_held else Where.NOT_OPEN
        return Where.IN

    @property
    def is_in(self) -> bool:
        return self.where == Where.IN

    @property
    def leads_to_choice(self) -> bool:
        """Whether the person can do something about it on the page of the registration."""
        if self.workshop.is_held:
            return False
        return self.where == Where.NOT_REGISTERED or (
            self.where == Where.NOT_IN_B and self._can_choose
        )

    @cached_property
    def _can_choose(self) -> bool:
        """Whether that page offers A and B: it does once the agenda is released."""
        return bool(choices_open_to(self.workshop, late=False))

    @property
    def sentence(self) -> str:
        words = {"workshop": self.workshop.title}
        return {
            Where.OVER: _("There were no meetings for you at this workshop."),
            Where.NOT_REGISTERED: _("You are not registered for %(workshop)s."),
            Where.IN_LINE: _("You wait for a place at %(workshop)s."),
            Where.NOT_IN_B: self._sentence_of_choice,
            Where.IN_LINE_FOR_B: _("You wait in line for choice B."),
            Where.NOT_OPEN: _("You are in choice B. Requests for meetings are not open yet."),
            Where.IN: _("You are in choice B."),
        }[self.where] % words

    @property
    def _sentence_of_choice(self) -> str:
        if self.workshop.is_held:
            return _("There were no meetings for you at this workshop.")
        if self.registration and self.registration.choice:
            return _("You are in choice A, the discussion of the case.")
        return _("You have not chosen A or B yet.")

    @property
    def way(self) -> str:
        """What to do, or what happens next; empty where nothing is to be said."""
        if self.workshop.is_held:
            return ""
        return {
            Where.NOT_REGISTERED: _("Register, and choose B: meetings one to one."),
            Where.IN_LINE: _("Once there is a place for you, you can choose B."),
            Where.NOT_IN_B: self._way_to_b,
            Where.IN_LINE_FOR_B: _("You are told by mail when a place becomes free."),
            Where.NOT_OPEN: _(
                "The host city and the coordinator open them. You are told by mail when you can "
                "say what you offer and seek, and ask others for a meeting."
            ),
        }.get(self.where, "")

    @property
    def _way_to_b(self) -> str:
        last_day = choice_closes_on(self.workshop)
        if last_day and has_passed(last_day, self.workshop):
            return _("The choice is closed: the coordinator can still change it for you.")
        if not self._can_choose:
            return _("You can choose once the agenda is released.")
        if last_day is None:
            return _("Choose B to meet people of other clusters one to one.")
        return _(
            "Choose B by %(day)s to meet people of other clusters one to one. "
            "Nobody can be in both."
        ) % {"day": date_format(last_day, "j F")}
