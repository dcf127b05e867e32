"""The outlines of the reports: five parts of a city report, ten of the final report.

They stand here once; the writing page, the reading page and the PDF all walk them. Order is
reading order. A part's key is stored with its text, so keys never change; titles and guidance
may.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class ReportPart:
    """One chapter of a report, written in prose."""

    key: str
    title: str | Promise
    guidance: str | Promise


CITY_REPORT_PARTS: tuple[ReportPart, ...] = (
    ReportPart(
        "policy",
        _("Cluster support policies of the city-region"),
        _(
            "How does the city-region support its clusters: bodies, instruments, money, rules? "
            "What surprised visitors from other cities?"
        ),
    ),
    ReportPart(
        "experiences",
        _("Experiences made"),
        _(
            "What was exchanged at the policy session and on the visit? "
            "What worked elsewhere, what did not, and why?"
        ),
    ),
    ReportPart(
        "case",
        _("The cluster case"),
        _(
            "The case in a page: setting, objectives, process, performance. "
            "A reader who has not read the case must be able to follow the next part."
        ),
    ),
    ReportPart(
        "issues_and_next_steps",
        _("Strategic issues and next steps"),
        _(
            "The issue in focus as it was discussed, the ways considered, and what the group "
            "proposes. The proposed actions are listed below the text by themselves."
        ),
    ),
    ReportPart(
        "linkages",
        _("Potential for transnational cluster linkages"),
        _(
            "Which clusters of other cities fit, in what field, and who has agreed to talk "
            "to whom? Where is there none, and why?"
        ),
    ),
)

FINAL_REPORT_PARTS: tuple[ReportPart, ...] = (
    ReportPart(
        "foreword",
        _("Foreword"),
        _("Half a page by the lead partner: why the cities met, and whom this report is for."),
    ),
    ReportPart(
        "summary",
        _("Summary"),
        _(
            "The whole report on one page, for those who read no other: what was done, what was "
            "learnt, what became of it."
        ),
    ),
    ReportPart(
        "programme_and_objectives",
        _("The programme and its objectives"),
        _("What the programme set out to do. The objectives are listed below the text."),
    ),
    ReportPart(
        "method",
        _("Method"),
        _(
            "How a workshop works, from the written case to the follow-up of its actions, "
            "and what was changed on the way."
        ),
    ),
    ReportPart(
        "lessons",
        _("What was learnt"),
        _(
            "What holds in several cities, gap by gap, with the cities it comes from. "
            "Say too where the cities contradict each other. "
            "The lessons of the city reports follow the text by themselves."
        ),
    ),
    ReportPart(
        "organisational_models",
        _("Organisational models"),
        _(
            "Which forms the cluster organisations have, what each is good for, and when one "
            "gives way to another. Legal forms and initiators stand in the comparison of the cases."
        ),
    ),
    ReportPart(
        "funding",
        _("The logic of funding"),
        _(
            "Who pays for what, for how long, and what happens when it ends: "
            "fees, projects, public money."
        ),
    ),
    ReportPart(
        "governance",
        _("Governance"),
        _(
            "Who decides in the clusters and about them, what the city keeps and what it hands "
            "over."
        ),
    ),
    ReportPart(
        "networking",
        _("Networking between the clusters"),
        _(
            "What came of meeting: which links last, what made them last, what did not work. "
            "The map before and after and the way from a mark to a link follow the text."
        ),
    ),
    ReportPart(
        "conclusions",
        _("Conclusions for city-regions"),
        _("What a city-region that was not there should do next, in a page."),
    ),
)

CITY_REPORT_PART_BY_KEY: dict[str, ReportPart] = {part.key: part for part in CITY_REPORT_PARTS}
FINAL_REPORT_PART_BY_KEY: dict[str, ReportPart] = {part.key: part for part in FINAL_REPORT_PARTS}
