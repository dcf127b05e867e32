"""The mails of this app, with their usual words."""

from django.utils.translation import gettext_lazy as _

from programme.letters.kinds import LetterKind, Placeholder, register

CASE_READY = "case-ready"
CASE_CHANGED = "case-changed"

GROUP = _("Cases")


def register_kinds() -> None:
    placeholders = {
        "name": Placeholder(_("The name of the reader"), "Jan Novak"),
        "case": Placeholder(_("The title of the case"), "Visual Sweden"),
        "city": Placeholder(_("The city of the case"), "Göteborg"),
        "workshop": Placeholder(
            _("Place and days of the workshop to which it belongs, if it has dates"),
            _("Göteborg, 8–10 September 2010"),
        ),
        "question": Placeholder(
            _("The strategic issue in focus, if the case names one"),
            _("How do we bring small firms into the test bed?"),
        ),
        "minutes": Placeholder(_("How long the reading takes, about"), _("12 minutes")),
        "link": Placeholder(
            _("The case, for people who are logged in"),
            "https://clusnet.example/clusnet/cases/goteborg/",
            is_needed=True,
        ),
    }
    register(
        LetterKind(
            key=CASE_READY,
            label=_("Case ready to read"),
            when=_(
                "To everybody registered for the workshop who has an account, when the case of the"
                " host is distributed; to those who register later, at once."
            ),
            subject=_("{programme}: the case {case} is ready to read"),
            body=_(
                "Dear {name},\n\nThe case {case} of {city} is ready to read.\n\n"
                "It belongs to a workshop for which you are registered: {workshop}.\n\n"
                "The strategic issue in focus: “{question}”\n\n"
                "Reading it takes about {minutes}. Read it here: {link}\n\n"
                "Those who lead the discussion see who has opened and read it.\n\n{programme}"
            ),
            placeholders=placeholders,
            group=GROUP,
        ),
        LetterKind(
            key=CASE_CHANGED,
            label=_("New edition of a case"),
            when=_("To the same people, when a case is distributed anew."),
            subject=_("{programme}: edition {edition} of the case {case}"),
            body=_(
                "Dear {name},\n\nThere is a new edition of the case {case} of {city}: edition"
                " {edition}.\n\nWhat changed: {remark}\n\n"
                "It belongs to a workshop for which you are registered: {workshop}.\n\n"
                "The strategic issue in focus: “{question}”\n\n"
                "Reading it takes about {minutes}. Read it here: {link}\n\n"
                "Those who lead the discussion see who has opened and read it.\n\n{programme}"
            ),
            placeholders=placeholders
            | {
                "edition": Placeholder(_("The number of the edition"), "2"),
                "remark": Placeholder(
                    _("What changed, in the words of who distributed it"),
                    _("New figures in section 2."),
                    has_lines=True,
                ),
            },
            group=GROUP,
        ),
    )
