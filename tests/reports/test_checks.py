"""The check of facts: by paragraph, answered, given time, ended by the city or by silence."""

import datetime

import pytest
from django.conf import settings
from django.utils import timezone

from programme.access import seats_of
from programme.models import Activity, Mail
from programme.writing.models import MAX_TEXT_LENGTH
from reports import services
from reports.models import CheckedParagraph, CityReport, FactCheck, ReportSection
from reports.reading.checking import CheckPage, rounds_of
from reports.services import MarkConflict, ReportMoveError
from tests.factories import MembershipFactory
from tests.reports import stages
from tests.together import run_together

pytestmark = pytest.mark.django_db

TEXT = """## Where it stands

A first paragraph
in two lines.

- one
- two

| what | how many |
|---|---|
| firms | 60 |

The last one."""
ENDS = ("report_silence", "report_facts_confirmed", "report_from_city")
BLOCKS = [
    "## Where it stands\n\nA first paragraph\nin two lines.",
    "- one\n- two",
    "| what | how many |\n|---|---|\n| firms | 60 |",
    "The last one.",
]


@pytest.fixture
def check(with_city):
    return with_city.fact_checks.get()


@pytest.fixture
def colleague(city):
    """Another editor of the city."""
    return MembershipFactory(programme=city.programme, city=city, role="editor").user


def paragraph(check, number=0):
    return check.paragraphs.order_by("pk")[number]


def mark(row, by, verdict="right", remark="", seen=None):
    return services.mark_paragraph(
        row, by=by, verdict=verdict, remark=remark, seen=row.seen if seen is None else seen
    )


def object_to(check, by, number=0, remark="Nine, not ten."):
    return mark(paragraph(check, number), by, "wrong", remark)


def answer(row, by, mending="mended", words=""):
    return services.answer_objection(
        row, by=by, mending=mending, answer=words, seen=row.answer_seen
    )


def mails():
    return {(mail.address, mail.subject.split(":")[0]) for mail in Mail.objects.all()}


# What the city is shown


@pytest.mark.once
def test_the_city_gets_each_paragraph_list_and_table_by_itself(in_review, coordinator):
    in_review.sections.filter(key="policy").update(text=TEXT.replace("\n", "\r\n"))

    services.send_to_city(in_review, by=coordinator)

    rows = CheckedParagraph.objects.filter(part="policy").order_by("position")
    assert list(rows.values_list("text", flat=True)) == BLOCKS
    assert rows.exclude(part="policy").count() == 0
    assert CheckedParagraph.objects.count() == len(BLOCKS) + 4


def test_the_city_has_the_days_of_the_programme_unless_a_day_is_chosen(in_review, coordinator):
    today = timezone.localdate(timezone=in_review.workshop.tz)
    chosen = today + datetime.timedelta(days=3)

    with pytest.raises(ReportMoveError, match="still to come"):
        services.send_to_city(in_review, by=coordinator, due_on=today)
    services.send_to_city(in_review, by=coordinator, due_on=chosen)
    first = in_review.fact_checks.get()
    services.recall(in_review, by=coordinator, remark="A wrong picture.")
    stages.bring_to(in_review, "with_city")
    second = in_review.fact_checks.get(number=2)

    assert (first.due_on, second.due_on - today) == (chosen, datetime.timedelta(days=10))


def test_a_part_has_as_many_paragraphs_as_fit_in_it(check):
    # One letter and an empty line each.
    number = MAX_TEXT_LENGTH // 3

    check.paragraphs.filter(pk=paragraph(check).pk).update(position=number)

    assert paragraph(check).position == number


# A word on each paragraph


@pytest.mark.once
def test_a_word_stands_until_the_same_or_another_editor_says_another(check, editor, colleague):
    first = mark(paragraph(check), editor)
    # The same words again change nothing, with whatever page.
    assert mark(paragraph(check), colleague, seen="").checked_at == first.checked_at

    with pytest.raises(MarkConflict, match=f"{editor.name} said meanwhile that this is right"):
        mark(paragraph(check), colleague, "wrong", "It was ten.", seen="")
    mark(paragraph(check), colleague, "wrong", "It was ten.")

    row = paragraph(check)
    assert (row.verdict, row.remark, row.checked_by) == ("wrong", "It was ten.", colleague)


@pytest.mark.once
def test_who_says_not_right_says_what(check, editor):
    with pytest.raises(ReportMoveError, match="Say what is not right"):
        mark(paragraph(check), editor, "wrong", "  ")

    assert paragraph(check).verdict == ""


@pytest.mark.django_db(transaction=True)
def test_of_two_words_at_once_on_one_paragraph_one_is_told_of_the_other(check, editor, colleague):
    given = run_together(
        lambda: mark(paragraph(check), editor, seen=""),
        lambda: mark(paragraph(check), colleague, "wrong", "It was ten.", seen=""),
    )

    assert sorted(type(each).__name__ for each in given) == ["CheckedParagraph", "MarkConflict"]


# The end by the city


def test_all_that_is_not_marked_is_right(check, editor, colleague):
    mark(paragraph(check), colleague)

    services.confirm_facts(check.city_report, by=editor)

    assert set(check.paragraphs.values_list("verdict", flat=True)) == {"right"}
    assert paragraph(check).checked_by == colleague
    assert paragraph(check, 1).checked_by == editor
    check.refresh_from_db()
    assert (check.ended, check.closed_by) == ("confirmed", editor)
    with pytest.raises(ReportMoveError, match="is over"):
        object_to(check, editor)


def test_an_objection_is_no_consent_and_goes_back_with_the_report(check, editor, expert):
    object_to(check, editor)

    with pytest.raises(ReportMoveError, match="1 paragraph is marked as not right"):
        services.confirm_facts(check.city_report, by=editor)
    services.return_from_city(check.city_report, by=editor)

    check.refresh_from_db()
    assert check.ended == "returned"
    assert CityReport.objects.get().status == "drafting"
    mail = Mail.objects.get(user=expert, subject__startswith="Please revise")
    assert "1 paragraph is marked as not right." in mail.body


@pytest.mark.once
def test_nothing_goes_back_without_a_word(check, editor):
    with pytest.raises(ReportMoveError, match="Say what is not right"):
        services.return_from_city(check.city_report, by=editor)

    assert CityReport.objects.get().status == "with_city"


# The answers


def test_a_report_goes_on_once_each_objection_is_answered(check, editor, expert):
    object_to(check, editor)
    object_to(check, editor, 1)
    report = services.return_from_city(check.city_report, by=editor)

    answer(paragraph(check), expert)
    with pytest.raises(ReportMoveError, match="1 objection of .* has no answer"):
        services.ask_review(report, by=expert)
    with pytest.raises(ReportMoveError, match="Say why"):
        answer(paragraph(check, 1), expert, "kept")
    answer(paragraph(check, 1), expert, "kept", "The register says ten.")
    services.ask_review(report, by=expert)

    assert CityReport.objects.get().status == "in_review"


@pytest.mark.once
def test_a_new_word_of_the_city_asks_for_a_new_answer(check, editor, expert):
    object_to(check, editor)
    answer(paragraph(check), expert, "kept", "The register says ten.")

    mark(paragraph(check), editor, "wrong", "The register is old.")

    row = paragraph(check)
    assert (row.mending, row.answer) == ("", "The register says ten.")
    mark(row, editor)
    with pytest.raises(ReportMoveError, match="does not object"):
        answer(paragraph(check), expert)


@pytest.mark.once
def test_the_next_round_keeps_what_was_right_and_shows_what_became_of_the_rest(
    check, editor, expert
):
    report = check.city_report
    mark(paragraph(check, 1), editor)
    object_to(check, editor, 0)
    services.return_from_city(report, by=editor)
    ReportSection.objects.filter(city_report=report, key="policy").update(text="It was nine.")
    answer(paragraph(check), expert)

    stages.bring_to(report, "with_city")

    second = report.fact_checks.get(number=2)
    assert [row.verdict for row in second.paragraphs.order_by("pk")] == ["", "right", "", "", ""]
    page = CheckPage.of(seats_of(editor)[0], second)
    assert [(line.paragraph.remark, line.is_changed) for line in page.before] == [
        ("Nine, not ten.", True)
    ]


def test_what_was_mended_during_the_check_is_not_what_the_city_found_right(
    check, editor, coordinator
):
    ReportSection.objects.filter(key="policy").update(text="Other words.")
    report = services.confirm_facts(check.city_report, by=editor)

    with pytest.raises(ReportMoveError, match="changed after the check"):
        services.approve(report, by=coordinator)
    services.send_to_city(report, by=coordinator)
    services.confirm_facts(report, by=editor)
    services.approve(report, by=coordinator)

    assert CityReport.objects.get().status == "approved"


# More time


def test_more_time_has_a_reason_and_is_written_down(check, coordinator, editor):
    before = check.due_on
    with pytest.raises(ReportMoveError, match="must be later"):
        services.extend_check(check, by=coordinator, due_on=before, reason="Holidays.")

    later = before + datetime.timedelta(days=5)
    services.extend_check(check, by=coordinator, due_on=later, reason="Holidays.")

    extension = check.extensions.get()
    assert (extension.due_before, extension.due_on, extension.reason) == (
        before,
        later,
        "Holidays.",
    )
    assert FactCheck.objects.get().due_on == later
    entry = Activity.objects.get(verb="report_check_extended")
    assert (entry.remark, entry.actor) == ("Holidays.", coordinator)
    assert Mail.objects.filter(user=editor, subject__startswith="More time").count() == 1


@pytest.mark.once
def test_the_city_asks_the_coordinator_for_more_time(check, editor, coordinator):
    services.ask_for_time(check, by=editor, reason="Ten days, please.")

    mail = Mail.objects.get(subject__contains="asks for more time")
    assert mail.user == coordinator
    assert "Ten days, please." in mail.body
    assert Activity.objects.get(verb="report_time_asked").remark == "Ten days, please."


@pytest.mark.once
def test_who_asks_twice_with_the_same_words_sends_one_mail(check, editor, coordinator):
    for reason in ("Ten days, please.", "Ten days, please.", "Make it twelve."):
        services.ask_for_time(check, by=editor, reason=reason)

    assert Mail.objects.filter(subject__contains="asks for more time").count() == 2


# Silence


def end_of(check, **after):
    """Midnight after the last day, where the workshop was."""
    day = check.due_on + datetime.timedelta(days=1)
    midnight = datetime.datetime.combine(day, datetime.time(), check.city_report.workshop.tz)
    return midnight + datetime.timedelta(**after)


def test_silence_until_the_end_of_the_last_day_is_consent(check, editor, time_machine):
    mark(paragraph(check), editor)
    # The city's midnight is not that of the site.
    type(check.city_report.workshop).objects.update(time_zone="America/Anchorage")
    check = FactCheck.objects.get()

    time_machine.move_to(end_of(check, seconds=-1), tick=False)
    services.follow_checks()
    assert CityReport.objects.get().status == "with_city"
    time_machine.move_to(end_of(check), tick=False)
    services.follow_checks()
    services.follow_checks()
    services.close_in_silence(check)

    report = CityReport.objects.get()
    assert (report.status, report.facts_checked_at) == ("checked", end_of(check))
    check.refresh_from_db()
    assert (check.ended, check.closed_by) == ("silence", None)
    entry = Activity.objects.get(verb="report_silence")
    assert (entry.actor, "silence is consent" in entry.sentence) == (None, True)
    # What nobody looked at stays so.
    assert check.paragraphs.filter(verdict="").count() == check.paragraphs.count() - 1


def test_what_the_city_objected_to_before_it_fell_silent_counts(check, editor, time_machine):
    object_to(check, editor)

    time_machine.move_to(end_of(check, hours=1), tick=False)
    services.follow_checks()

    assert CityReport.objects.get().status == "drafting"
    check.refresh_from_db()
    assert (check.ended, check.closed_by) == ("returned", None)
    entry = Activity.objects.get(verb="report_from_city")
    assert "came back with its objections" in entry.sentence


def test_the_silence_of_a_city_that_has_nobody_left_is_no_consent(
    check, editor, expert, time_machine
):
    mark(paragraph(check), editor)
    editor.is_active = False
    editor.save()

    time_machine.move_to(end_of(check), tick=False)
    services.follow_checks()

    report = CityReport.objects.get()
    assert (report.status, report.facts_checked_at) == ("drafting", None)
    assert "has no editor any more" in Activity.objects.get(verb="report_recalled").sentence
    assert rounds_of(report)[0].ended == "It came back without the word of the city"
    assert Mail.objects.filter(address=expert.email, subject__startswith="Please revise").exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_rounds_of_the_clock_at_once_one_ends_the_check(check, editor, time_machine):
    time_machine.move_to(end_of(check), tick=False)

    run_together(services.follow_checks, services.follow_checks)

    assert Activity.objects.filter(verb="report_silence").count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_the_city_says_as_its_time_runs_out_and_the_clock_end_the_check_once(
    check, editor, colleague, coordinator, time_machine
):
    time_machine.move_to(end_of(check))
    later = check.due_on + datetime.timedelta(days=9)

    given = run_together(
        services.follow_checks,
        lambda: services.confirm_facts(CityReport.objects.get(), by=editor),
        lambda: services.return_from_city(CityReport.objects.get(), by=colleague, remark="No."),
        lambda: object_to(FactCheck.objects.get(), colleague),
        lambda: services.extend_check(check, by=coordinator, due_on=later, reason="Asked."),
    )

    errors = [each for each in given if isinstance(each, Exception)]
    assert {type(error) for error in errors} <= {ReportMoveError}
    ends = Activity.objects.filter(verb__in=ENDS).values_list("verb", flat=True)
    check.refresh_from_db()
    assert len(ends) == int(not check.is_open)
    assert (CityReport.objects.get().status == "with_city") == check.is_open
    # No consent beside an objection.
    if check.ended in ("confirmed", "silence"):
        assert not check.objections.exists()


# Mails


def test_each_step_is_mailed_to_those_who_act_next(
    written, expert, coordinator, editor, colleague, participant, stranger
):
    second = MembershipFactory(programme=written.workshop.programme, role="expert").user
    # (who acts, what it is, whom it reaches)
    steps = [
        (services.ask_review, expert, "Please review", {coordinator, second}),
        (services.send_to_city, second, "Please check the facts by", {editor, colleague}),
        (services.confirm_facts, editor, "Please approve", {coordinator}),
        (services.approve, coordinator, "Ready to be published", {expert, second}),
        (services.publish, expert, "", set()),
    ]
    for move, by, subject, readers in steps:
        before = set(Mail.objects.values_list("pk", flat=True))
        move(CityReport.objects.get(), by=by)

        new = Mail.objects.exclude(pk__in=before)
        assert {mail.user for mail in new} == readers
        assert all(mail.subject.startswith(subject) for mail in new)


def test_the_city_is_told_the_last_day_and_reminded_once_two_days_before(
    editor, check, time_machine
):
    day = f"{check.due_on:%A %-d %B %Y}"
    asked = Mail.objects.get(user=editor)
    assert day in asked.body
    path = f"/reports/{check.city_report.workshop.slug}/check/"
    assert f"{settings.SITE_URL}/{check.city_report.workshop.programme.slug}{path}" in asked.body

    def reminders(days):
        time_machine.move_to(end_of(check, days=-days, hours=-12), tick=False)
        services.follow_checks()
        services.follow_checks()
        return Mail.objects.filter(user=editor, source_key__contains="reminder").count()

    assert [reminders(days) for days in (3, 2, 1, 0)] == [0, 1, 1, 1]
    assert "0 of 5 paragraphs are looked at." in Mail.objects.latest("pk").body
