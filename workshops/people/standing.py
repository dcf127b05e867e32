"""How somebody stands to a workshop: coming or in line, in which choice, and where in line."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workshops.agendas.releases import speak_as_released
from workshops.models import AgendaRelease, ChoiceWait, Registration, SignUp, Workshop
from workshops.people.lines import choice_position_of, in_line, position_of


@dataclass(frozen=True)
class Standing:
    """What the page of a registration says on top."""

    workshop: Workshop
    registration: Registration | None
    coming: int
    position: int | None = None
    choice_position: int | None = None

    @classmethod
    def of(
        cls,
        workshop: Workshop,
        registration: Registration | None,
        *,
        coming: int | None = None,
        release: AgendaRelease | None = None,
    ) -> "Standing":
        """Two queries at most. ``coming`` is how many have a place, ``release`` the current one,
        if the caller knows."""
        if coming is None:
            # Nobody who has said something is told how many come.
            coming = 0 if registration else workshop.registrations.coming().count()
        if registration and registration.is_waiting:
            return cls(workshop, registration, coming, position=position_of(registration))
        wait = choice_wait_of(registration)
        place = choice_position_of(wait) if wait else None
        said = (wait, getattr(registration, "sign_up", None))
        speak_as_released(workshop, [row.item for row in said if row], release)
        return cls(workshop, registration, coming, choice_position=place)

    @property
    def sign_up(self) -> SignUp | None:
        return getattr(self.registration, "sign_up", None) if self.registration else None

    @property
    def choice_wait(self) -> ChoiceWait | None:
        return choice_wait_of(self.registration)

    @property
    def is_full(self) -> bool:
        return self.registration is None and self.coming >= self.workshop.places

    @property
    def sentence(self) -> str:
        """“You are registered.”, “You wait for a place: you are third in line.”"""
        if self.registration is None:
            return self._sentence_before
        if self.position:
            return _("You wait for a place: you are %(in_line)s.") % {
                "in_line": in_line(self.position)
            }
        return _("You were registered.") if self.workshop.is_held else _("You are registered.")

    @property
    def _sentence_before(self) -> str:
        if self.workshop.is_held:
            return _("You were not registered for this workshop.")
        if not self.workshop.is_dated:
            return _("Registration opens when the days are fixed.")
        if self.is_full:
            return _("All %(places)s places are taken. If you register you wait in line.") % {
                "places": self.workshop.places
            }
        free = self.workshop.places - self.coming
        return ngettext(
            "%(free)s of %(places)s places is free.",
            "%(free)s of %(places)s places are free.",
            free,
        ) % {"free": free, "places": self.workshop.places}

    @property
    def choice_sentence(self) -> str:
        """“You chose “A. …”.”, and where the person stands in line for the other."""
        chosen = ""
        if self.sign_up:
            chosen = _("You chose “%(item)s”.") % {"item": self.sign_up.item}
        if self.choice_wait and self.choice_position:
            words = {"item": self.choice_wait.item, "in_line": in_line(self.choice_position)}
            waits = _("For “%(item)s” you are %(in_line)s.") % words
            stays = _("Until then you stay where you are.")
            return f"{chosen} {waits} {stays}" if chosen else waits
        return chosen


def choice_wait_of(registration: Registration | None) -> ChoiceWait | None:
    return getattr(registration, "choice_wait", None) if registration else None


def outcome_of(registration: Registration) -> SignUp | ChoiceWait | None:
    """The wait for a choice, or the place in one, as they are now. Three queries at most."""
    wait = ChoiceWait.objects.filter(registration=registration).select_related("item").first()
    sign_up = SignUp.objects.filter(registration=registration).select_related("item")
    outcome = wait or sign_up.first()
    speak_as_released(registration.workshop, [outcome.item] if outcome else [])
    return outcome


def words_of_wait(wait: ChoiceWait) -> str:
    """What is said to somebody who has just chosen a full item. One query."""
    words = {"item": wait.item, "in_line": in_line(choice_position_of(wait))}
    return _("“%(item)s” is full. You are %(in_line)s and are told when a place is free.") % words
