"""The mails of this app about meetings of two and more, with their usual words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programme.letters.kinds import LetterKind, Placeholder, register

ASKED = "meeting-request"
REMINDED = "meeting-reminder"
AGREED = "meeting-answer"
DECLINED = "meeting-declined"
UNANSWERED = "meeting-unanswered"
WITHDRAWN = "meeting-withdrawn"
CANCELLED = "meeting-cancelled"
ALONE = "meeting-alone"
LEFT = "meeting-left"
PLACED = "meeting-placed"
MOVED = "meeting-moved"
OPENED = "meetings-opened"
PUBLISHED = "meetings-published"
CHANGED = "meetings-changed"
OUTCOME = "meeting-outcome"
OUTCOME_LATER = "meeting-outcome-later"
OUTCOME_REMINDER = "meeting-outcome-reminder"

GROUP = _("Meetings")

NAME = Placeholder(_("The name of the reader"), "Jan Novak")
WORKSHOP = Placeholder(_("The title of the workshop"), _("Göteborg city workshop"))
LINK = Placeholder(
    _("The reader's own meetings: behind the log-in, or by a guest's personal link"),
    "https://clusnet.example/clusnet/workshops/5/meetings/",
    is_needed=True,
)
OTHERS = Placeholder(
    _("Who else is in the meeting, with organisation"), _("Paula Costa (Porto Digital)")
)
REASON = Placeholder(
    _("Why the meeting was asked for, in the words of who asked"),
    _("We test sensors in buses and look for a second city."),
    has_lines=True,
)
WHY = Placeholder(_("The reason given, if one was"), _("I leave on Thursday."), has_lines=True)
WHEN = Placeholder(
    _("Time and table, or why there is no time yet"),
    _("You meet on Thursday 9 September, 14:00–14:25, Göteborg time (CEST), Table 3."),
)
BEFORE = Placeholder(_("The time until now"), _("Thursday 9 September, 14:30–14:55, Table 3"))
UNTIL = Placeholder(_("Until when an answer is asked"), _("Friday 3 September, 12:00"))
MEETINGS = Placeholder(
    _("The reader's meetings: a list, one line for each"),
    _("Thursday 9 September, 14:00–14:25, Table 3: with Paula Costa (Porto)."),
    has_lines=True,
    is_needed=True,
)
USUAL = {"name": NAME, "workshop": WORKSHOP, "link": LINK}


def register_kinds() -> None:
    register(*_requests(), *_answers(), *_ends(), *_times(), *_sessions(), *_outcomes())


def _kind(
    key: str,
    label: Promise,
    when: Promise,
    subject: Promise,
    body: Promise,
    /,
    **placeholders: Placeholder,
) -> LetterKind:
    return LetterKind(
        key=key,
        label=label,
        when=when,
        subject=subject,
        body=body,
        placeholders=USUAL | placeholders,
        group=GROUP,
    )


def _requests() -> list[LetterKind]:
    asker = Placeholder(_("Who asks, with organisation"), _("Paula Costa (Porto Digital)"))
    return [
        _kind(
            ASKED,
            _("Request for a meeting"),
            _("To each person who is asked for a meeting, at once."),
            _("{person} would like to meet you"),
            _(
                "Dear {name},\n\n{asker} would like to meet you at {workshop}.\n\n“{reason}”\n\n"
                "Asked too: {others}.\n\nSuggested time: {time}.\n\nWritten by {writer}.\n\n"
                "Please answer by {until}.\n\nAccept or decline here: {link}\n\n{programme}"
            ),
            asker=asker,
            person=Placeholder(_("Who asks, by name alone"), "Paula Costa"),
            reason=REASON,
            others=Placeholder(_("Who else is asked, if anybody"), _("Mikko Laine (Tampere)")),
            time=Placeholder(_("The suggested time, if there is one"), _("Thursday 9 September")),
            writer=Placeholder(_("Who wrote the request for another"), "Anna Moreau"),
            until=UNTIL,
        ),
        _kind(
            REMINDED,
            _("Reminder of a request for a meeting"),
            _("To those who have not answered a request, once, before its last day."),
            _("A request for a meeting waits for your answer"),
            _(
                "Dear {name},\n\n{asker} would like to meet you at {workshop}: “{reason}”\n\n"
                "Please answer by {until}.\n\nAccept or decline here: {link}\n\n{programme}"
            ),
            asker=asker,
            reason=REASON,
            until=UNTIL,
        ),
    ]


def _answers() -> list[LetterKind]:
    return [
        _kind(
            AGREED,
            _("Meeting agreed"),
            _("To the people of a meeting when it is agreed, but for who agreed last."),
            _("You meet {others}"),
            _(
                "Dear {name},\n\nYour meeting with {others} is agreed: “{reason}”\n\n{when}\n\n"
                "Not coming: {not_coming}.\n\nYour meetings: {link}\n\n{programme}"
            ),
            others=OTHERS,
            reason=REASON,
            when=WHEN,
            not_coming=Placeholder(_("Who of a group declined"), _("Mikko Laine (Tampere)")),
        ),
        _kind(
            DECLINED,
            _("Request declined"),
            _("To whoever asked for a meeting, when nothing comes of it."),
            _("{people} declined your request"),
            _(
                "Dear {name},\n\nThere will be no meeting about “{reason}”: {people} declined.\n\n"
                "“{why}”\n\nHere you see whom else you could ask: {link}\n\n{programme}"
            ),
            people=Placeholder(_("Who declined"), _("Paula Costa (Porto Digital)")),
            reason=REASON,
            why=WHY,
        ),
        _kind(
            UNANSWERED,
            _("Request not answered"),
            _("To whoever asked for a meeting, when the last day for an answer is over."),
            _("Your request was not answered"),
            _(
                "Dear {name},\n\nNobody answered your request about “{reason}” in time.\n\n"
                "Here you can ask again, or ask somebody else: {link}\n\n{programme}"
            ),
            reason=REASON,
        ),
        _kind(
            WITHDRAWN,
            _("Request withdrawn"),
            _("To those who were asked, when the request is withdrawn."),
            _("{person} has withdrawn a request"),
            _(
                "Dear {name},\n\n{asker} has withdrawn the request about “{reason}”.\n\n“{why}”"
                "\n\nYour meetings: {link}\n\n{programme}"
            ),
            asker=Placeholder(_("Who had asked, with organisation"), _("Paula Costa (Porto)")),
            person=Placeholder(_("The same by name alone"), "Paula Costa"),
            reason=REASON,
            why=WHY,
        ),
    ]


def _ends() -> list[LetterKind]:
    who = {
        "who": Placeholder(_("Who does not come, with organisation"), _("Paula Costa (Porto)")),
        "person": Placeholder(_("The same by name alone"), "Paula Costa"),
        "reason": REASON,
        "why": WHY,
    }
    return [
        _kind(
            CANCELLED,
            _("Meeting cancelled"),
            _("To the others of a meeting, when one of them cancels it."),
            _("Cancelled: your meeting with {person}"),
            _(
                "Dear {name},\n\nThe meeting with {who} about “{reason}” is cancelled.\n\n“{why}”"
                "\n\nYou are free again: {time}.\n\nYour meetings: {link}\n\n{programme}"
            ),
            time=Placeholder(_("The time that is free again"), _("Thursday 9 September, 14:00")),
            **who,
        ),
        _kind(
            ALONE,
            _("Nobody left in a meeting"),
            _("To the last person of a meeting, when the others have withdrawn from the workshop."),
            _("One of your meetings will not take place"),
            _(
                "Dear {name},\n\nYour meeting about “{reason}” will not take place: nobody else is"
                " left in it.\n\nYour meetings: {link}\n\n{programme}"
            ),
            reason=REASON,
        ),
        _kind(
            LEFT,
            _("Somebody left a meeting of several"),
            _("To the others, when one leaves a meeting that goes on without."),
            _("{person} does not come to your meeting"),
            _(
                "Dear {name},\n\n{who} does not come to your meeting about “{reason}”.\n\n“{why}”"
                "\n\nThe others still meet. {when}\n\nYour meetings: {link}\n\n{programme}"
            ),
            when=WHEN,
            **who,
        ),
    ]


def _times() -> list[LetterKind]:
    return [
        _kind(
            PLACED,
            _("Meeting has a time"),
            _("To the people of a meeting that gets its time."),
            _("Your meeting with {others} has a time"),
            _(
                "Dear {name},\n\n{when}\n\nYou need not answer. If you cannot come then, move it or"
                " cancel it here: {link}\n\n{programme}"
            ),
            others=OTHERS,
            when=WHEN,
        ),
        _kind(
            MOVED,
            _("Meeting moved"),
            _("To the people of a meeting that gets another time, but for who moved it."),
            _("Your meeting with {others} has another time"),
            _(
                "Dear {name},\n\n{when}\n\nIt was to be on {before}.\n\nYou need not answer. If you"
                " cannot come then, move it once more or cancel it here: {link}\n\n{programme}"
            ),
            others=OTHERS,
            when=WHEN,
            before=BEFORE,
        ),
    ]


def _sessions() -> list[LetterKind]:
    zone = Placeholder(_("The time zone of all times"), _("Göteborg time (CEST)"))
    return [
        _kind(
            OPENED,
            _("Requests for meetings open"),
            _("To everybody with a place in choice B, when requests are opened."),
            _("Ask for your meetings at {workshop}"),
            _(
                "Dear {name},\n\nYou have chosen networking at {workshop}. You can now say what you"
                " offer and what you seek, see who fits, and ask for meetings: {link}\n\n"
                "Requests are taken until {until}.\n\n{programme}"
            ),
            until=Placeholder(_("The last day for requests"), _("Friday 3 September 2010")),
        ),
        _kind(
            PUBLISHED,
            _("Times of meetings"),
            _("To everybody with a meeting, when the computed schedule is published."),
            _("Your meetings at {workshop}"),
            _(
                "Dear {name},\n\nYour meetings at {workshop} have their times.\n\n{meetings}\n\n"
                "All times are {zone}.\n\nYour meetings: {link}\n\n{programme}"
            ),
            meetings=MEETINGS,
            zone=zone,
        ),
        _kind(
            CHANGED,
            _("Times of meetings changed"),
            _("To those whose meetings have another time or table than the one they know."),
            _("Changed: your meetings at {workshop}"),
            _(
                "Dear {name},\n\nThis has changed about your meetings at {workshop}.\n\n{why}\n\n"
                "{meetings}\n\nAll times are {zone}.\n\nYour meetings: {link}\n\n{programme}"
            ),
            why=Placeholder(
                _("Why, if the organiser said so"), _("Table 3 is needed by the hosts.")
            ),
            meetings=MEETINGS,
            zone=zone,
        ),
    ]


def _outcomes() -> list[LetterKind]:
    more = {
        "meetings": Placeholder(
            MEETINGS.label,
            _(
                "- 9 September, 14:00–14:25, Table 3, Paula Costa: We test sensors in buses and"
                " look for a second city."
            ),
            has_lines=True,
            is_needed=True,
        ),
        "until": Placeholder(_("The last day for answers"), _("Friday 24 September 2010")),
        "link": Placeholder(
            _("The reader's own meetings; a guest has a link at each meeting instead, later on"),
            LINK.example,
            is_needed=True,
        ),
        "by_links": Placeholder(
            _("A sentence for guests whose links stand at the meetings"),
            _("Each link opens one short form, without a log-in."),
        ),
    }
    return [
        _kind(
            OUTCOME,
            _("What came of meetings"),
            _("To everybody who met somebody, on the evening of the last meeting."),
            _("Did you meet? What came of it? {workshop}"),
            _(
                "Dear {name},\n\nYour meetings at {workshop} are over. Please say of each whether"
                " it took place, and what came of it: two clicks each.\n\n{meetings}\n\n{by_links}"
                "\n\nAnswer here: {link}\n\nYou can answer until {until}.\n\n{programme}"
            ),
            **more,
        ),
        _kind(
            OUTCOME_LATER,
            _("What came of meetings, half a year later"),
            _("To everybody who met somebody, half a year after the workshop."),
            _("Half a year later: what came of your meetings? {workshop}"),
            _(
                "Dear {name},\n\nHalf a year ago you met these people at {workshop}. What has come"
                " of it since? Two clicks for each meeting.\n\n{meetings}\n\n{by_links}\n\n"
                "Answer here: {link}\n\nYou can answer until {until}.\n\n{programme}"
            ),
            **more
            | {"until": Placeholder(_("The last day for answers"), _("Friday 25 March 2011"))},
        ),
        _kind(
            OUTCOME_REMINDER,
            _("Reminder: what came of meetings"),
            _("To those who have not answered yet, once each time they were asked."),
            _("A reminder: what came of your meetings? {workshop}"),
            _(
                "Dear {name},\n\nYou have not said yet what came of all your meetings at"
                " {workshop}.\n\n{meetings}\n\n{by_links}\n\n"
                "Answer here: {link}\n\nYou can answer until {until}.\n\n{programme}"
            ),
            **more,
        ),
    ]
