"""The outline of a cluster case: six sections, 26 topics. It stands here once.

The form, the reading page, the completeness meter, the comparison and the PDF all walk it.
Order is reading order. A topic's key is stored with each answer, so keys never change;
titles and guidance may.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Readers asked for a short text: the programme's own guide is 1,500 to 3,000 words in all.
GUIDE_WORDS = (1500, 3000)


@dataclass(frozen=True)
class Topic:
    """One question of the outline, answered in prose."""

    key: str
    title: str | Promise
    guidance: str | Promise


@dataclass(frozen=True)
class Section:
    """A chapter of the case; ``number`` is its place from 1 to 6.

    ``readers`` says what readers look for: it stands beside the form.
    """

    number: int
    key: str
    title: str | Promise
    purpose: str | Promise
    readers: str | Promise
    topics: tuple[Topic, ...]


SECTIONS: tuple[Section, ...] = (
    Section(
        1,
        "setting",
        _("Setting"),
        _("Where the cluster stands today, so that a reader from another city can follow."),
        _(
            "A picture of the cluster for somebody who has never been there: who is in it, how "
            "old it is, what it is good at, and what is missing."
        ),
        (
            Topic(
                "life_cycle",
                _("Cluster life cycle"),
                _("When and how was the cluster born, and how has it grown? What stage is it in?"),
            ),
            Topic(
                "depth_and_width",
                _("Depth and width today"),
                _(
                    "Who is in it: core firms, suppliers, services, research? "
                    "Where is the chain thin?"
                ),
            ),
            Topic(
                "position_and_strengths",
                _("Global and regional position, strengths"),
                _("Against whom does it compete? What is it known for beyond the region?"),
            ),
            Topic(
                "business_environment",
                _("Broader business environment"),
                _("Demand, competition, rules and microeconomic policy that help or hinder."),
            ),
            Topic(
                "factors_and_research",
                _("Factor quality and research"),
                _("People, education, research, premises, capital: how good, how near?"),
            ),
            Topic(
                "social_capital",
                _("Social capital"),
                _("Do people know and trust each other? Which meetings and networks carry it?"),
            ),
        ),
    ),
    Section(
        2,
        "objectives",
        _("Objectives"),
        _("What the cluster initiative wants to achieve, in the seven usual fields."),
        _(
            "What the initiative really works for, not all it could. A target with a number and "
            "a year can be compared; “no priority” is an answer that helps as much."
        ),
        (
            Topic(
                "human_resources",
                _("Human resources upgrading"),
                _("Training, attracting talent, ties between firms and schools."),
            ),
            Topic(
                "firm_formation",
                _("Firm formation"),
                _("Start-ups, spin-offs, incubators, attracting firms."),
            ),
            Topic(
                "joint_production",
                _("Joint production"),
                _("Shared purchasing, supply chains, equipment, services."),
            ),
            Topic(
                "branding_and_export",
                _("Branding and export promotion"),
                _("Name, fairs, delegations, help on foreign markets."),
            ),
            Topic(
                "intelligence",
                _("Intelligence"),
                _("Market and technology information that members get together."),
            ),
            Topic(
                "joint_research",
                _("Joint research and development"),
                _("Shared projects between firms and with research."),
            ),
            Topic(
                "objective_environment",
                _("Business environment"),
                _("Rules, infrastructure, finance the initiative wants to change."),
            ),
        ),
    ),
    Section(
        3,
        "process",
        _("Process"),
        _("How the initiative came about and how it is run."),
        _(
            "Who took the first step, why then, and who decides and pays today. Turning points "
            "say more than a chronicle."
        ),
        (
            Topic(
                "initiation",
                _("Initiation of the cluster initiative"),
                _("Who took the first step, when, with what money?"),
            ),
            Topic(
                "motivating_forces",
                _("Motivating forces"),
                _("A crisis, a chance, a person, a programme: why then?"),
            ),
            Topic(
                "formation",
                _("Formation of the cluster organisation"),
                _("How it became an organisation: form, staff, first members."),
            ),
            Topic(
                "governance",
                _("Governance of initiative and organisation"),
                _("Who decides, who pays, how are members heard?"),
            ),
        ),
    ),
    Section(
        4,
        "performance",
        _("Performance"),
        _("What has changed since, with figures, dates and sources."),
        _(
            "Numbers with a date and a source. Where two sources disagree, give both: they "
            "stand side by side and readers can judge."
        ),
        (
            Topic(
                "competitiveness",
                _("Competitiveness"),
                _("Innovation, international competitiveness: what evidence is there?"),
            ),
            Topic("growth", _("Growth"), _("Members, firms, jobs, turnover over time.")),
            Topic(
                "goal_fulfilment",
                _("Fulfilling the goals of the initiative"),
                _("Which goals were met, which not, and how do you know?"),
            ),
        ),
    ),
    Section(
        5,
        "evaluation",
        _("Evaluation"),
        _("How the city and the cluster find out whether it works."),
        _(
            "How you know. “It was never measured” is a useful answer when it says what stood "
            "in the way."
        ),
        (
            Topic(
                "what_is_evaluated",
                _("What is evaluated"),
                _("Activities, satisfaction, results, impact? By whom, how often?"),
            ),
            Topic(
                "impact_measurement",
                _("How impact is measured"),
                _("Indicators, methods and data behind the statements."),
            ),
            Topic(
                "control_and_side_effects",
                _("Control group and unintended effects"),
                _("What would have happened without it? What else happened because of it?"),
            ),
        ),
    ),
    Section(
        6,
        "strategic_issues",
        _("Strategic issues"),
        _("The discussion at the workshop starts here. One issue is in focus; others are parked."),
        _("A decision that is really open, who can take it, and what limits them."),
        (
            Topic(
                "unfulfilled_objectives",
                _("Which objectives are not fulfilled?"),
                _("Be frank: this is where other cities can help."),
            ),
            Topic(
                "new_objectives",
                _("Are new objectives needed?"),
                _("What comes after the low-hanging fruit?"),
            ),
            Topic(
                "new_process",
                _("Is a new process needed?"),
                _("Organisation, members, money, roles: what would have to change?"),
            ),
        ),
    ),
)

TOPICS: dict[str, Topic] = {topic.key: topic for section in SECTIONS for topic in section.topics}
SECTION_OF_TOPIC: dict[str, Section] = {
    topic.key: section for section in SECTIONS for topic in section.topics
}
SECTION_BY_KEY: dict[str, Section] = {section.key: section for section in SECTIONS}
# The seven fields of the objectives section carry typed targets beside the prose.
OBJECTIVE_KEYS: tuple[str, ...] = tuple(topic.key for topic in SECTION_BY_KEY["objectives"].topics)

# The typed facts beside the prose, by section: columns of the case itself.
FACTS: dict[str, tuple[str, ...]] = {
    "setting": ("lifecycle_stage",),
    "process": ("initiator", "founding_year", "legal_form"),
    "evaluation": ("evaluation_method", "evaluation_year"),
}
