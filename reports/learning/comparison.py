"""Two or more cases side by side, topic by topic."""

from collections.abc import Sequence
from dataclasses import dataclass

from cases.article import Fact, Goal, Part
from cases.outline import SECTION_BY_KEY, SECTION_OF_TOPIC, SECTIONS, TOPICS, Section
from reports.learning.reading import LearningCase

# As many stand beside each other without being moved sideways.
MOST_BESIDE = 4
MOST_NAMED = 3


@dataclass(frozen=True)
class ComparedPart:
    """One topic of one case; no part where an edition of former days does not know the topic."""

    case: LearningCase
    part: Part | None
    goal: Goal | None = None


@dataclass(frozen=True)
class ComparedTopic:
    key: str
    title: str
    parts: list[ComparedPart]


@dataclass(frozen=True)
class ComparedFacts:
    """The typed facts of one case in the section."""

    case: LearningCase
    facts: list[Fact]


@dataclass(frozen=True)
class ComparedSection:
    section: Section
    facts: list[ComparedFacts]
    topics: list[ComparedTopic]

    @property
    def has_facts(self) -> bool:
        return any(row.facts for row in self.facts)

    @property
    def is_about_issues(self) -> bool:
        return self.section.key == "strategic_issues"

    @property
    def is_about_figures(self) -> bool:
        return self.section.key == "performance"


@dataclass(frozen=True)
class Comparison:
    """The chosen cases, and what is compared of them."""

    cases: list[LearningCase]
    sections: list[ComparedSection]
    # What was asked for: a section by its key, or single topics.
    section: str
    topics: list[str]

    @property
    def about(self) -> list[str]:
        """What is compared, in a few words: the section, or the topics if they are few."""
        titles = [topic.title for section in self.sections for topic in section.topics]
        if self.topics and len(titles) <= MOST_NAMED:
            return titles
        return [str(row.section.title) for row in self.sections]

    @property
    def is_wide(self) -> bool:
        return len(self.cases) > MOST_BESIDE

    @property
    def is_ready(self) -> bool:
        return len(self.cases) > 1

    @classmethod
    def of(
        cls, cases: Sequence[LearningCase], *, section: str, topics: Sequence[str]
    ) -> "Comparison":
        """Unknown keys are passed over; without any the first section is compared."""
        wanted = [key for key in TOPICS if key in topics]
        chosen = SECTION_BY_KEY.get(section, SECTIONS[0])
        sections = (
            list(dict.fromkeys(SECTION_OF_TOPIC[key] for key in wanted)) if wanted else [chosen]
        )
        return cls(
            cases=list(cases),
            sections=[_section(row, cases, wanted) for row in sections],
            section="" if wanted else chosen.key,
            topics=wanted,
        )


def _section(
    section: Section, cases: Sequence[LearningCase], wanted: Sequence[str]
) -> ComparedSection:
    parts = {
        (case.slug, part.key): part
        for case in cases
        for chapter in case.article.chapters
        for part in chapter.parts
    }
    facts = {
        (case.slug, chapter.key): chapter.facts
        for case in cases
        for chapter in case.article.chapters
    }
    goals = {case.slug: case.goals for case in cases}
    return ComparedSection(
        section=section,
        facts=[ComparedFacts(case, facts.get((case.slug, section.key), [])) for case in cases],
        topics=[
            ComparedTopic(
                key=topic.key,
                title=str(topic.title),
                parts=[
                    ComparedPart(
                        case=case,
                        part=parts.get((case.slug, topic.key)),
                        goal=goals[case.slug].get(topic.key),
                    )
                    for case in cases
                ],
            )
            for topic in section.topics
            if not wanted or topic.key in wanted
        ],
    )
