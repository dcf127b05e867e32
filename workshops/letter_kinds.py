"""The mails of this app about places, agendas and surveys, with their usual words."""

from django.utils.translation import gettext_lazy as _

from programme.letters.kinds import LetterKind, Placeholder, register

AGENDA_RELEASED = "agenda-released"
AGENDA_CHANGED = "agenda-changed"
PLACE = "place"
PLACE_CHANGED = "place-changed"
PLACE_ENDED = "place-ended"
NO_DATES = "no-dates"
WAITING_LIST = "waiting-list"
MOVED_UP = "choice-moved-up"
GUEST_LINK = "guest-link"
SURVEY = "survey"
SURVEY_REMINDER = "survey-reminder"

PLACES = _("Places at workshops")
AGENDAS = _("Agendas")
SURVEYS = _("Surveys")

NAME = Placeholder(_("The name of the reader"), "Jan Novak")
WORKSHOP = Placeholder(_("The title of the workshop"), _("Göteborg city workshop"))
DATES = Placeholder(_("Its days"), _("8–10 September 2010"))
LINK = Placeholder(
    _("The reader's way to the workshop: behind the log-in, or a guest's personal link"),
    "https://clusnet.example/clusnet/workshops/5/",
    is_needed=True,
)
WORDS = Placeholder(
    _("What else is to be said, if anything"),
    _("A place became free for you."),
    has_lines=True,
)
WHEN = Placeholder(
    _("The reader's own days and times"),
    _(
        "Wednesday 8 September 2010, 13:30, to Friday 10 September 2010, 13:30. Times are "
        "Göteborg time (CEST)."
    ),
)
WHERE = Placeholder(_("The place"), _("Göteborg, Sweden"))
CHOICE = Placeholder(
    _("What the reader has chosen, if there is a choice"), _("A: Visit of the Science Park")
)
NO_TIMES = Placeholder(
    _("A sentence, as long as there are no times"),
    _("The times follow when the agenda is released."),
)


def register_kinds() -> None:
    _register_agendas()
    _register_places()
    _register_changes_of_places()
    _register_other_places()
    _register_surveys()


def _register_agendas() -> None:
    placeholders = {
        "name": NAME,
        "workshop": WORKSHOP,
        "dates": DATES,
        "changes": Placeholder(
            _("What concerns the reader: a list, one line for each change"),
            _("- “Visit of the Science Park” begins at 14:30, not at 14:00.\n- New: “Dinner”."),
            has_lines=True,
            is_needed=True,
        ),
        "ended": Placeholder(
            _("What to do if the reader's choice is gone"),
            _("What you had chosen is no longer on the agenda. Please choose again."),
        ),
        "remark": Placeholder(
            _("The remark of who released it, if there is one"),
            _("The bus leaves from the other side of the station."),
            has_lines=True,
        ),
        "link": LINK,
    }
    register(
        LetterKind(
            key=AGENDA_RELEASED,
            label=_("Agenda released"),
            when=_("To everybody who comes, when the first agenda of a workshop is released."),
            subject=_("Agenda: {workshop}"),
            body=_(
                "Dear {name},\n\nThe agenda of {workshop}, {dates}, is ready."
                "\n\n{changes}\n\n{ended}\n\n{remark}\n\nThe whole agenda: {link}\n\n{programme}"
            ),
            placeholders=placeholders
            | {
                "changes": Placeholder(
                    _("What concerns the reader, if it differs from what was known"),
                    _("- Your group meets at Gate 2."),
                    has_lines=True,
                )
            },
            group=AGENDAS,
        ),
        LetterKind(
            key=AGENDA_CHANGED,
            label=_("Agenda changed"),
            when=_(
                "To those whom a change concerns, when a changed agenda is released. It waits some"
                " minutes, so that a release can be taken back."
            ),
            subject=_("Agenda changed: {workshop}"),
            body=_(
                "Dear {name},\n\nThe agenda of {workshop}, {dates}, has changed. This concerns you:"
                "\n\n{changes}\n\n{ended}\n\n{remark}\n\nThe whole agenda: {link}\n\n{programme}"
            ),
            placeholders=placeholders,
            group=AGENDAS,
        ),
    )


def _register_places() -> None:
    event = {
        "name": NAME,
        "workshop": WORKSHOP,
        "dates": DATES,
        "words": WORDS,
        "when": WHEN,
        "where": WHERE,
        "choice": CHOICE,
        "no_times": NO_TIMES,
        "link": LINK,
    }
    register(
        LetterKind(
            key=PLACE,
            label=_("Place at a workshop"),
            when=_(
                "To each person who gets a place, at once, with the event for the calendar. A guest"
                " gets the personal link with it."
            ),
            subject=_("You are registered: {workshop}, {dates}"),
            body=_(
                "Dear {name},\n\nYou are registered for {workshop} and have a place.\n\n{words}\n\n"
                "When: {when}\nWhere: {where}\nYour choice: {choice}\n\n{no_times}\n\n"
                "Agenda, people and papers: {link}\n\n"
                "The event in this mail is for your calendar. When days, times or place change,"
                " you get a new one that takes its place.\n\n{programme}"
            ),
            placeholders=event,
            is_required=True,
            group=PLACES,
        ),
        LetterKind(
            key=PLACE_CHANGED,
            label=_("Days, times or place changed"),
            when=_(
                "To everybody who has a place, when their own days, times or the place differ from"
                " what the calendar holds; with the event for the calendar."
            ),
            subject=_("Changed: {workshop}, {dates}"),
            body=_(
                "Dear {name},\n\nSomething has changed about {workshop}, for which you are"
                " registered. This is how it stands now.\n\n"
                "When: {when}\nUntil now: {before}\nWhere: {where}\nYour choice: {choice}\n\n"
                "{no_times}\n\nAgenda, people and papers: {link}\n\n"
                "The event in this mail takes the place of the one in your calendar.\n\n"
                "{programme}"
            ),
            placeholders={name: row for name, row in event.items() if name != "words"}
            | {
                "before": Placeholder(
                    _("When it was until now, if that has changed"),
                    _("Wednesday 1 September 2010, 13:30, to Friday 3 September 2010, 13:30"),
                )
            },
            is_required=True,
            group=PLACES,
        ),
    )


def _register_changes_of_places() -> None:
    ended = {
        "name": NAME,
        "workshop": WORKSHOP,
        "link": Placeholder(LINK.label, LINK.example),
    }
    register(
        LetterKind(
            key=PLACE_ENDED,
            label=_("Place given up"),
            when=_(
                "To somebody whose place was given up or withdrawn, with what takes the event out"
                " of the calendar."
            ),
            subject=_("No longer registered: {workshop}"),
            body=_(
                "Dear {name},\n\nYou are no longer registered for {workshop}.\n\n"
                "The event in this mail takes it out of your calendar.\n\n"
                "The page of the workshop: {link}\n\n{programme}"
            ),
            placeholders=ended,
            is_required=True,
            group=PLACES,
        ),
        LetterKind(
            key=NO_DATES,
            label=_("Dates of a workshop taken away"),
            when=_("To everybody who has a place, when a workshop has no dates any more."),
            subject=_("No dates for now: {workshop}"),
            body=_(
                "Dear {name},\n\n{workshop} has no dates for now. You stay registered, and get a"
                " mail as soon as there are new ones.\n\n"
                "The event in this mail takes it out of your calendar.\n\n"
                "The page of the workshop: {link}\n\n{programme}"
            ),
            placeholders=ended,
            is_required=True,
            group=PLACES,
        ),
    )


def _register_other_places() -> None:
    register(
        LetterKind(
            key=WAITING_LIST,
            label=_("Waiting list"),
            when=_("To somebody who registers when all places are taken."),
            subject=_("You wait for a place at {workshop}"),
            body=_(
                "Dear {name},\n\nAll places of {workshop} are taken. You are {in_line}.\n\n"
                "When a place becomes free it is yours, and you are told by mail. Here you can see"
                " how the line moves, or withdraw: {link}\n\n{programme}"
            ),
            placeholders={
                "name": NAME,
                "workshop": WORKSHOP,
                "in_line": Placeholder(_("The place in the line"), _("second in line")),
                "link": LINK,
            },
            is_required=True,
            group=PLACES,
        ),
        LetterKind(
            key=MOVED_UP,
            label=_("Place in a choice"),
            when=_("To the first in line, when a place in a choice becomes free."),
            subject=_("You have a place in “{item}”"),
            body=_(
                "Dear {name},\n\nA place has become free: you are now in “{item}” at {workshop}."
                "\n\n{lost}\n\nIf you have made other plans, change your choice here: {link}\n\n"
                "{programme}"
            ),
            placeholders={
                "name": NAME,
                "workshop": WORKSHOP,
                "item": Placeholder(_("What was chosen"), _("Visit of the Science Park")),
                "lost": Placeholder(
                    _("A sentence for somebody who had meetings in choice B"),
                    _("Your meetings and requests of choice B have ended with that."),
                ),
                "link": LINK,
            },
            is_required=True,
            group=PLACES,
        ),
        LetterKind(
            key=GUEST_LINK,
            label=_("Link for a guest"),
            when=_("To a guest without an account, when somebody sends the personal link."),
            subject=_("{workshop}: your agenda and papers"),
            body=_(
                "Dear {name},\n\nYou are registered for {workshop}, {dates}.\n\n"
                "This link opens your own page, with the agenda, the papers, and a form for what"
                " you need. It is for you alone: please do not pass it on.\n{link}\n\n"
                "It works until {until}.\n\n{programme}"
            ),
            placeholders={
                "name": NAME,
                "workshop": WORKSHOP,
                "dates": DATES,
                "until": Placeholder(_("The last day of the link"), _("10 October 2010")),
                "link": LINK,
            },
            is_required=True,
            group=PLACES,
        ),
    )


def _register_surveys() -> None:
    placeholders = {
        "name": NAME,
        "workshop": WORKSHOP,
        "until": Placeholder(_("The last day for answers"), _("24 September 2010")),
        "link": Placeholder(
            _("The reader's own way to the questions"),
            "https://clusnet.example/clusnet/workshops/5/survey/",
            is_needed=True,
        ),
    }
    register(
        LetterKind(
            key=SURVEY,
            label=_("Survey"),
            when=_("To everybody who was there, once, when the survey of a workshop opens."),
            subject=_("Your view of the {workshop}: a few questions, anonymous"),
            body=_(
                "Dear {name},\n\nYou took part in the {workshop}. What was it worth to you, and"
                " what should the next host do differently? It takes about three minutes: {link}"
                "\n\nThe survey is anonymous: the site notes that you have answered, so that it"
                " does not ask you again, but not which answers are yours.\n\n"
                "It is open until {until}.\n\n{programme}"
            ),
            placeholders=placeholders,
            group=SURVEYS,
        ),
        LetterKind(
            key=SURVEY_REMINDER,
            label=_("Reminder of the survey"),
            when=_("To those who have not answered, a week after they were asked, or by hand."),
            subject=_("Until {until}: your view of the {workshop}"),
            body=_(
                "Dear {name},\n\nWe would still like to know what the {workshop} was worth to you."
                " The questions take about three minutes and are open until {until}: {link}\n\n"
                "The survey is anonymous: the site notes that you have answered, so that it does"
                " not ask you again, but not which answers are yours.\n\n{programme}"
            ),
            placeholders=placeholders,
            group=SURVEYS,
        ),
    )
