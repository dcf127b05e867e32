"""The outlines of the reports: five parts of a city report, five of the final report.

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
            "What holds in several cities, with the cities it comes from. "
            "Say too where the cities contradict each other."
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
