"""The mails of this app, with their usual words."""

from django.utils.translation import gettext_lazy as _

from programme.letters.kinds import LetterKind, Placeholder, register

REMINDER = "reminder"

LETTER_TEST = "letter-test"

NAME = Placeholder(_("The name of the reader"), "Klara Lund")


def register_kinds() -> None:
    register(
        LetterKind(
            key=REMINDER,
            label=_("Reminder of the workplan"),
            when=_(
                "To each person whose task it is, some days before it is due. Once, and not when"
                " it is done by then."
            ),
            subject=_("{task}: due {day}"),
            body=_(
                "Dear {name},\n\n“{task}” is due on {whole_day}: {left}.\n\n{note}\n\n"
                "This is where it is done: {link}\n\n"
                "You get this mail once, because it is your task in {programme}."
            ),
            placeholders={
                "name": NAME,
                "task": Placeholder(_("What is to be done"), _("Hand in the case of Göteborg")),
                "day": Placeholder(_("The day on which it is due, short"), _("26 August")),
                "whole_day": Placeholder(
                    _("The same with weekday and year"), _("Thursday 26 August 2010")
                ),
                "left": Placeholder(_("How many days are left"), _("14 days are left")),
                "note": Placeholder(
                    _("The remark at the date in the workplan, if there is one"),
                    _("Section 4 needs figures of this year."),
                    has_lines=True,
                ),
                "link": Placeholder(
                    _("The page on which it is done"),
                    "https://clusnet.example/clusnet/workplan/",
                    is_needed=True,
                ),
            },
            group=_("Dates"),
        ),
        LetterKind(
            key=LETTER_TEST,
            label=_("Test of the words of a mail"),
            when=_("To whoever writes on the words of a mail and asks for a test."),
            subject=_("Test: {subject}"),
            body=_(
                "Dear {name},\n\nThis is a test of the words of the mail “{kind}”, with examples"
                " in their places. Nobody else gets it.\n\n{body}"
            ),
            placeholders={
                "name": NAME,
                "kind": Placeholder(_("Which mail is tried"), _("Agenda changed")),
                "subject": Placeholder(_("Its subject"), _("Agenda changed: City workshop 5")),
                "body": Placeholder(
                    _("Its words"),
                    _("Dear Jan Novak,\n\nThe agenda has changed."),
                    has_lines=True,
                    is_needed=True,
                ),
            },
            is_required=True,
            group=_("The programme"),
        ),
    )
