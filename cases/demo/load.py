"""Loads the demonstration cases through the services of the app, each up to its stage."""

import datetime
from typing import Any

from django.utils import timezone

from cases import services
from cases.deadline import Deadline
from cases.demo import actions, discussions, editions
from cases.demo.drafts import drafts_of
from cases.models import (
    Case,
    CaseStatus,
    Comment,
    ObjectiveTarget,
    Occasion,
    StrategicIssue,
)
from cases.outline import FACTS, SECTION_BY_KEY, SECTIONS
from programme.demo.calendar import Calendar, days_before, read
from programme.demo.load import load_figures
from programme.models import Activity, Cluster, Programme, Role, User, subject_of
from programme.writing.services import save_text
from workshops.models import Workshop

# In the order of the workshops. Munich writes no case.
CITIES = (
    "lyon",
    "dortmund",
    "budapest",
    "eindhoven",
    "goteborg",
    "helsinki",
    "leipzig",
    "manchester",
    "barcelona",
)
CLUSTERS = {
    "lyon": "techtera",
    "dortmund": "micro-nano-technology",
    "budapest": "mmcluster",
    "eindhoven": "point-one",
    "goteborg": "goteborgbio",
    "helsinki": "forum-virium",
    "leipzig": "neu",
    "manchester": "bionow",
    "barcelona": "22-ict",
}
CLOSED = ("lyon", "dortmund")
HELD = (*CLOSED, "budapest", "eindhoven")
ACCEPTED = ("goteborg",)
WRITING = ("helsinki", "leipzig")
# The city that has a locked section and more time.
HELPED = "helsinki"
TYPED = [name for names in FACTS.values() for name in names]


def load(programme: Programme, calendar: Calendar) -> None:
    """Load the nine cases of the demonstration programme."""
    people = people_of(programme)
    held = read("cases", "discussions")
    for slug in CITIES:
        data = read("cases", slug)
        case = _create(programme, slug, people)
        _fill(case, data, calendar, people)
        editions.hold_back(case, data.get("confidential", []))
        _move(case, slug, data, people)
        if slug == HELPED:
            _help(case, people)
        actions.load(case, data, calendar, people[Role.EXPERT])
        if slug in held:
            discussions.hold(case, held[slug], people[Role.EXPERT])


def remove() -> None:
    """Take the cases of the demonstration programmes away again."""
    Case.objects.filter(programme__is_demo=True).delete()


def people_of(programme: Programme) -> dict[str, User]:
    """The experts and coordinator by role, each city's editor by the city's address."""
    found: dict[str, User] = {}
    for membership in programme.memberships.select_related("user", "city").order_by("pk"):
        key = membership.role
        if membership.role == Role.EDITOR and membership.city:
            key = membership.city.slug
        found.setdefault(key, membership.user)
    return found


def _create(programme: Programme, slug: str, people: dict[str, User]) -> Case:
    city = programme.cities.get(slug=slug)
    return services.create_case(
        city=city,
        cluster=Cluster.objects.get(programme=programme, slug=CLUSTERS[slug]),
        workshop=Workshop.objects.get(programme=programme, city=city, kind="city"),
        by=people[Role.COORDINATOR],
    )


def _fill(case: Case, data: dict[str, Any], calendar: Calendar, people: dict[str, User]) -> None:
    begun = _moment(case, 45)
    for name in TYPED:
        setattr(case, name, data.get(name, getattr(case, name)))
    case.save(update_fields=TYPED)
    for row in data.get("objectives", []):
        values = {
            name: row[name]
            for name in ("priority", "measure", "baseline", "target", "target_year", "reached")
            if name in row
        }
        ObjectiveTarget.objects.filter(case=case, objective=row["key"]).update(**values)
    for row in data.get("issues", []):
        StrategicIssue.objects.create(
            case=case,
            question=row["question"],
            kind=row["kind"],
            decided_by=row.get("decided_by", ""),
            decide_by=calendar.maybe(row.get("decide_by")),
            background=row.get("background", "").strip(),
            is_in_focus=row["in_focus"],
        )
    load_figures(case.cluster, data.get("figures", []))
    _write(case, data, begun, people)
    for row in data.get("comments", []):
        _comment(case, row, calendar, people)


def _write(
    case: Case, data: dict[str, Any], begun: datetime.datetime, people: dict[str, User]
) -> None:
    """Write the texts as people would: in sittings, and what is shown in three rounds."""
    editor, slug = people[case.city.slug], case.city.slug
    rounds = _rounds(data, times=3 if slug in (*ACCEPTED, *WRITING) else 1)
    versions: dict[str, int] = {}
    answers = {answer.topic: answer for answer in case.answers.all()}
    for number, texts in enumerate(rounds):
        for topic, values in texts.items():
            section, place = PLACES[topic]
            # Whoever reads the whole at the end mends a word here and there.
            by = people[Role.COORDINATOR] if number == 2 and place == 5 else editor
            at = begun + ROUND * number + DAY * (section // 2) + PAUSE * (section % 2)
            at += SITTING * place
            saved = save_text(
                answers[topic], base_version=versions.get(topic, 0), by=by, at=at, **values
            )
            versions[topic] = saved.version
        if number == 0 and slug in WRITING:
            name = "Before the steering group"
            at = begun + DAY * 2 + PAUSE * 2
            services.keep_version(case, Occasion.NAMED, by=editor, name=name, at=at)


# Each round takes three days, two sections a day; a topic takes six minutes.
DAY = datetime.timedelta(days=1)
ROUND = 3 * DAY
PAUSE = datetime.timedelta(hours=2)
SITTING = datetime.timedelta(minutes=6)
PLACES = {
    topic.key: (section.number - 1, place)
    for section in SECTIONS
    for place, topic in enumerate(section.topics)
}


def _rounds(data: dict[str, Any], *, times: int) -> list[dict[str, dict[str, Any]]]:
    """What is saved to each topic in each round, as columns of the answer; the last is the text."""
    rounds: list[dict[str, dict[str, Any]]] = [{} for _ in range(times)]
    for topic, text in data.get("answers", {}).items():
        shown = data.get("before_return", {}).get(topic, text)
        for texts, draft in zip(rounds, drafts_of(shown.strip(), times), strict=True):
            texts[topic] = {"text": draft}
    for topic, reason in data.get("not_known", {}).items():
        rounds[-1][topic] = {"text": "", "is_not_known": True, "not_known_reason": reason}
    return rounds


def _comment(case: Case, row: dict[str, Any], calendar: Calendar, people: dict[str, User]) -> None:
    at = _at(calendar, row["on"])
    first = _add_comment(case, row, people, at, topic=row["topic"])
    for hours, reply in enumerate(row.get("replies", []), start=3):
        _add_comment(case, reply, people, at, topic=row["topic"], parent=first, hours=hours)
    if row.get("resolved"):
        expert = people[Role.EXPERT]
        Comment.objects.filter(pk=first.pk).update(
            resolved_at=min(at + datetime.timedelta(days=1), timezone.now()), resolved_by=expert
        )


def _add_comment(
    case: Case,
    row: dict[str, Any],
    people: dict[str, User],
    at: datetime.datetime,
    *,
    topic: str,
    parent: Comment | None = None,
    hours: int = 0,
) -> Comment:
    author = people[case.city.slug if row["author_role"] == "editor" else Role.EXPERT]
    comment = Comment.objects.create(
        case=case,
        topic=topic,
        parent=parent,
        author=author,
        text=row["text"].strip(),
        quote=row.get("quote", ""),
    )
    moment = min(at + datetime.timedelta(hours=hours), timezone.now())
    Comment.objects.filter(pk=comment.pk).update(created_at=moment)
    return comment


def _at(calendar: Calendar, historic: datetime.date) -> datetime.datetime:
    return min(calendar.moment(historic, 9), timezone.now() - datetime.timedelta(hours=5))


def _move(case: Case, slug: str, data: dict[str, Any], people: dict[str, User]) -> None:
    """Bring the case to its stage, every move at its own time."""
    editor, expert = people[slug], people[Role.EXPERT]
    _dated(case, case, _moment(case, 60))
    if slug in (*HELD, *ACCEPTED, *WRITING):
        _dated(case, services.start_drafting(case, by=editor), _moment(case, 45))
    if slug in ACCEPTED:
        _move_there_and_back(case, data, editor, expert)
    if slug not in HELD:
        return
    bring_to_workshop(case, data, people)
    if slug in CLOSED:
        end(case, people)


def bring_to_workshop(case: Case, data: dict[str, Any], people: dict[str, User]) -> None:
    """From the last word of the city, or from acceptance, to the end of the discussion."""
    editor, expert = people[case.city.slug], people[Role.EXPERT]
    if case.status != CaseStatus.ACCEPTED:
        submitted = _moment(case, 18)
        _dated(case, services.submit_case(case, by=editor, at=submitted), submitted)
        accepted = _moment(case, 15)
        _dated(case, services.accept_case(case, by=expert, at=accepted), accepted)
    sent = _moment(case, 12)
    _dated(case, services.distribute_case(case, by=people[Role.COORDINATOR], at=sent), sent)
    discussed = _moment(case, -1)
    _dated(case, services.mark_discussed(case, by=expert, at=discussed), discussed)
    _follow(case, data, people)


def end(case: Case, people: dict[str, User]) -> None:
    """Closed four months after its workshop."""
    closed = _moment(case, -120)
    _dated(case, services.close_case(case, by=people[Role.EXPERT], at=closed), closed)


def _follow(case: Case, data: dict[str, Any], people: dict[str, User]) -> None:
    """What the readers did since, with the log at its own times."""
    moments = editions.follow(case, data, people, _moment(case, 0))
    entries = Activity.objects.filter(subject=subject_of(case)).order_by("-pk")
    for entry, at in zip(entries, moments, strict=False):
        Activity.objects.filter(pk=entry.pk).update(at=at)
    case.refresh_from_db()


def _move_there_and_back(case: Case, data: dict[str, Any], editor: User, expert: User) -> None:
    """Submitted, returned, mended, accepted in these last days: the history shows how it looks."""
    remark = (
        "A strong case. Please say where the nine new firms come from, and shorten the part "
        "on factor quality: readers need the question, not the census."
    )
    submitted, returned, mended, accepted = (
        timezone.now() - datetime.timedelta(hours=hours) for hours in (220, 170, 75, 20)
    )
    _dated(case, services.submit_case(case, by=editor, at=submitted), submitted)
    _dated(case, services.return_case(case, by=expert, remark=remark, at=returned), returned)
    _mend(case, data, returned + datetime.timedelta(hours=28), editor)
    _dated(case, services.submit_case(case, by=editor, at=mended), mended)
    _dated(case, services.accept_case(case, by=expert, at=accepted), accepted)


def _mend(case: Case, data: dict[str, Any], at: datetime.datetime, editor: User) -> None:
    """Do what the remark asks for."""
    for place, topic in enumerate(data.get("before_return", {})):
        answer = case.answers.get(topic=topic)
        text = data["answers"][topic].strip()
        version = answer.version
        save_text(answer, text, base_version=version, by=editor, at=at + SITTING * place)


def _help(case: Case, people: dict[str, User]) -> None:
    """What the experts found good is locked, and the city was given some days more."""
    reason = "Read and good as it is. Thank you."
    services.lock_section(case, SECTION_BY_KEY["setting"], by=people[Role.EXPERT], reason=reason)
    deadline = Deadline.of(case)
    if deadline is None or deadline.rule_on < timezone.localdate():
        return
    services.give_more_time(
        case,
        until=deadline.rule_on + datetime.timedelta(days=3),
        reason="The interviews with the anchor firms take place a week later than planned.",
        by=people[Role.COORDINATOR],
    )


def _moment(case: Case, days: int) -> datetime.datetime:
    """Ten o'clock that many days before the workshop, in the city's time; never tomorrow."""
    workshop = Workshop.objects.get(case=case)
    start = datetime.datetime.combine(workshop.days[0], datetime.time(10), workshop.tz)
    # With the calendar moved, what would still come has happened in these last days.
    return min(days_before(start, days), timezone.now() - datetime.timedelta(days=max(days, 2) / 4))


def _dated(case: Case, moved: Case, at: datetime.datetime) -> None:
    """The log entry of the last move gets the time of the move, not of the loading."""
    last = Activity.objects.filter(subject=subject_of(case)).order_by("-pk").first()
    if last:
        Activity.objects.filter(pk=last.pk).update(at=at)
    case.refresh_from_db()
