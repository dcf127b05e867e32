"""What is found in the texts of a case and around them: missing, too short, confidential, talked
about. Each finder reads the parts, which were read once, and runs no query."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.checking.finding import Finding, Found, Level, Parts, Place, grouped, topic_place
from cases.outline import GUIDE_WORDS, SECTION_BY_KEY, SECTION_OF_TOPIC, SECTIONS, TOPICS

# A topic below is hardly an answer; above it hides the others.
FEW_WORDS, MANY_WORDS = 12, 450
# From so many topics on “not known” is a finding.
MANY_NOT_KNOWN = 7


def unanswered(parts: Parts) -> Found:
    for section in SECTIONS:
        missing = [
            topic_place(topic.key)
            for topic in section.topics
            if topic.key not in parts.answers or not parts.answers[topic.key].is_answered
        ]
        yield from grouped(
            Level.ERROR,
            section,
            _("“%(what)s” is not answered."),
            _("%(number)s topics are not answered:"),
            missing,
        )


def length_of_case(parts: Parts) -> Found:
    words = sum(answer.word_count for answer in parts.answers.values())
    least, most = GUIDE_WORDS
    if words < least:
        text = ngettext(
            "The case has %(words)s word. Readers asked for %(least)s to %(most)s.",
            "The case has %(words)s words. Readers asked for %(least)s to %(most)s.",
            words,
        )
    elif words > most:
        text = _(
            "The case has %(words)s words. Readers asked for %(least)s to %(most)s: "
            "what can go into an attachment?"
        )
    else:
        return
    numbers = {"words": f"{words:,}", "least": f"{least:,}", "most": f"{most:,}"}
    yield Finding(Level.HINT, text % numbers, None)


def length_of_topics(parts: Parts) -> Found:
    for section in SECTIONS:
        short, long = [], []
        for topic in section.topics:
            answer = parts.answers.get(topic.key)
            words = answer.word_count if answer else 0
            if words > MANY_WORDS:
                long.append(topic_place(topic.key))
            elif answer and 0 < words < FEW_WORDS and not answer.is_not_known:
                short.append(topic_place(topic.key))
        yield from grouped(
            Level.HINT,
            section,
            _("“%(what)s” is very short: a reader from another city needs a sentence or two."),
            _("%(number)s topics are very short; a reader needs a sentence or two:"),
            short,
        )
        yield from grouped(
            Level.HINT,
            section,
            _("“%(what)s” is very long: what can go into an attachment?"),
            _("%(number)s topics are very long; what can go into an attachment?"),
            long,
        )


def not_known(parts: Parts) -> Found:
    places = [topic_place(key) for key, answer in parts.answers.items() if answer.is_not_known]
    if len(places) >= MANY_NOT_KNOWN:
        text = _("%(number)s topics are “not known”. Does somebody in the city know one of them?")
        yield from grouped(Level.HINT, None, text, text, places)


def confidential(parts: Parts) -> Found:
    places = [topic_place(key) for key, answer in parts.answers.items() if answer.is_confidential]
    places += [
        Place(str(file), None, "attachments") for file in parts.attachments if file.is_confidential
    ]
    if not places:
        return
    text = ngettext(
        "%(number)s part is confidential. Only %(group)s and those who run the programme read it:",
        "%(number)s parts are confidential. "
        "Only %(group)s and those who run the programme read them:",
        len(places),
    ) % {"number": len(places), "group": parts.case.city.group or parts.case.city.name}
    yield Finding(Level.HINT, text, None, places=tuple(places))


def open_comments(parts: Parts) -> Found:
    """Comments of those who do not write the case, section by section."""
    by_section: dict[str, list[Place]] = {key: [] for key in (*SECTION_BY_KEY, "")}
    for place in parts.open_places:
        section = SECTION_OF_TOPIC.get(place) or SECTION_BY_KEY.get(place)
        title = TOPICS[place].title if place in TOPICS else _("the whole section")
        label = title if section else _("the whole case")
        key = section.key if section else ""
        by_section[key].append(Place(label, section, place, is_talk=True))
    for key, places in by_section.items():
        if places:
            text = _("Those who run the programme wait for an answer on:")
            yield Finding(Level.HINT, text, SECTION_BY_KEY.get(key), places=tuple(places))


def attachments(parts: Parts) -> Found:
    places = [
        Place(file.name, None, "attachments")
        for file in parts.attachments
        if file.description.strip() in ("", file.name)
    ]
    yield from grouped(
        Level.HINT,
        None,
        _("The file “%(what)s” has no description that a reader understands."),
        _("%(number)s files have no description that a reader understands:"),
        places,
    )
