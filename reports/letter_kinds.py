"""The mails of this app, with their usual words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programme.letters.kinds import LetterKind, Placeholder, register
from programme.models import STAFF_ROLES, Role

REVIEW = "report-review"
SENT_BACK = "report-sent-back"
CHECK = "report-check"
CHECK_REMINDER = "report-check-reminder"
MORE_TIME = "report-check-more-time"
RECALLED = "report-check-recalled"
TIME_ASKED = "report-check-time-asked"
APPROVAL = "report-approval"
TO_PUBLISH = "report-to-publish"
KINDS = (
    REVIEW,
    SENT_BACK,
    CHECK,
    CHECK_REMINDER,
    MORE_TIME,
    RECALLED,
    TIME_ASKED,
    APPROVAL,
    TO_PUBLISH,
)

GROUP = _("Reports")
# Whoever can get a kind chooses how.
REACHES = {
    REVIEW: STAFF_ROLES,
    SENT_BACK: (Role.EXPERT,),
    CHECK: (Role.EDITOR,),
    CHECK_REMINDER: (Role.EDITOR,),
    MORE_TIME: (Role.EDITOR,),
    RECALLED: (Role.EDITOR,),
    TIME_ASKED: (Role.COORDINATOR,),
    APPROVAL: (Role.COORDINATOR,),
    TO_PUBLISH: STAFF_ROLES,
}

SENTENCE = Placeholder(
    _("What has happened, as the log says it"),
    _("City report of Göteborg came back from the city."),
)
REASON = Placeholder(
    _("The reason, if one was given"),
    _("Two figures come from our statistics next week."),
    has_lines=True,
)
REMARK = Placeholder(
    _("The remark or reason, if there is one"),
    _("Two figures of chapter 3 are of last year."),
    has_lines=True,
)
DAY = Placeholder(_("The last day of the check"), _("Thursday 7 October 2010"))
WHO = Placeholder(_("Who did it"), "Karl Lindqvist")
EXPERTS = Placeholder(_("What the experts are called"), "CSC")


def register_kinds() -> None:
    register(*_of_writers(), *_of_city(), *_of_coordinator())


def _kind(
    key: str,
    label: Promise,
    when: Promise,
    subject: Promise,
    body: Promise,
    /,
    reader: str = "Klara Lund",
    **placeholders: Placeholder,
) -> LetterKind:
    usual = {
        "name": Placeholder(_("The name of the reader"), reader),
        "report": Placeholder(_("The title of the report"), _("City report of Göteborg")),
        "link": Placeholder(
            _("The page of the report, or that of its check"),
            "https://clusnet.example/clusnet/reports/5/",
            is_needed=True,
        ),
    }
    return LetterKind(
        key,
        label,
        when,
        subject,
        body,
        usual | placeholders,
        reaches=REACHES[key],
        group=GROUP,
    )


def _of_writers() -> list[LetterKind]:
    return [
        _kind(
            REVIEW,
            _("Review of a report"),
            _("To the experts and the coordinator, when somebody asks for a review."),
            _("Please review: {report}"),
            _(
                "Dear {name},\n\n{who} asks you to review “{report}” before anybody outside"
                " reads it. Pass it on if it is good, or send it back and say why.\n\n"
                "Read it here: {link}\n\n{programme}"
            ),
            reader="Anna Moreau",
            who=WHO,
        ),
        _kind(
            SENT_BACK,
            _("Report sent back"),
            _("To the experts, when a report is sent back to be revised."),
            _("Please revise: {report}"),
            _(
                "Dear {name},\n\n{sentence}\n\n{remark}\n\n{objections}\n\n"
                "Revise it here: {link}\n\n{programme}"
            ),
            reader="Karl Lindqvist",
            sentence=SENTENCE,
            remark=REMARK,
            objections=Placeholder(
                _("How many paragraphs the city has marked as not right"),
                _("2 paragraphs are marked as not right."),
            ),
        ),
    ]


def _of_city() -> list[LetterKind]:
    return [
        _kind(
            CHECK,
            _("Check of facts"),
            _("To the editors of the host city, when the check of facts begins."),
            _("Please check the facts by {day}: {report}"),
            _(
                "Dear {name},\n\n“{report}” was finished by {experts}. You know your city best:"
                " please say of each paragraph whether its facts are right.\n\n"
                "Check it here: {link}\n\n"
                "Your last day is {day}. You can ask for more time. What you do not object to"
                " by then is taken as right.\n\n{programme}"
            ),
            day=DAY,
            experts=EXPERTS,
        ),
        _kind(
            CHECK_REMINDER,
            _("Reminder of a check of facts"),
            _("To the editors of the host city, some days before the check ends."),
            _("By {day}: check the facts of {report}"),
            _(
                "Dear {name},\n\nYour last day to check the facts of “{report}” is {day}.\n\n"
                "{looked} {then}\n\nCheck it here: {link}\n\n{programme}"
            ),
            day=DAY,
            looked=Placeholder(_("How far the check is"), _("4 of 11 paragraphs are looked at.")),
            then=Placeholder(
                _("What happens after the last day"),
                _("If you say nothing more, the text is taken as right."),
            ),
        ),
        _kind(
            MORE_TIME,
            _("More time for a check of facts"),
            _("To the editors of the host city, when the coordinator gives more time."),
            _("More time, until {day}: {report}"),
            _(
                "Dear {name},\n\nYou have until {day} to check the facts of “{report}”.\n\n{remark}"
                "\n\nCheck it here: {link}\n\n{programme}"
            ),
            day=DAY,
            remark=REASON,
        ),
        _kind(
            RECALLED,
            _("Check of facts taken back"),
            _("To the editors of the host city, when the report is taken back."),
            _("Nothing to check for now: {report}"),
            _(
                "Dear {name},\n\n“{report}” was taken back by {experts} to change it, so there is"
                " nothing to check for now. What you have said is kept, and you will be asked"
                " again.\n\n{remark}\n\nThe report: {link}\n\n{programme}"
            ),
            experts=EXPERTS,
            remark=REMARK,
        ),
    ]


def _of_coordinator() -> list[LetterKind]:
    return [
        _kind(
            TIME_ASKED,
            _("A city asks for more time"),
            _("To the coordinator, when a host city asks for more time to check the facts."),
            _("{city} asks for more time: {report}"),
            _(
                "Dear {name},\n\n{who} asks for more time to check the facts of “{report}”. At"
                " present the last day is {day}.\n\n{remark}\n\nGive more time here: {link}\n\n"
                "{programme}"
            ),
            reader="Anna Moreau",
            city=Placeholder(_("The city of the report"), "Göteborg"),
            who=Placeholder(_("Who asks"), "Klara Lund"),
            day=DAY,
            remark=REASON,
        ),
        _kind(
            APPROVAL,
            _("Approval of a report"),
            _("To the coordinator, when the check of facts is over and no objection is open."),
            _("Please approve: {report}"),
            _(
                "Dear {name},\n\n{sentence}\n\nOnce you have approved the report, it can be"
                " published.\n\nRead and approve it here: {link}\n\n{programme}"
            ),
            reader="Anna Moreau",
            sentence=Placeholder(
                SENTENCE.label, _("The city found the facts of City report of Göteborg right.")
            ),
        ),
        _kind(
            TO_PUBLISH,
            _("Report ready to be published"),
            _("To those who publish it, when a report is approved."),
            _("Ready to be published: {report}"),
            _("Dear {name},\n\n{sentence}\n\nYou can publish it here: {link}\n\n{programme}"),
            reader="Anna Moreau",
            sentence=Placeholder(SENTENCE.label, _("City report of Göteborg was approved.")),
        ),
    ]
