"""Where a report is, and what is done with it: city reports and the final report have the same."""

from django.urls import reverse

from reports.models import AnyReport, CityReport


def url_of(report: AnyReport, verb: str, *more: str | int) -> str:
    """The address for a verb: ``write``, ``save``, ``comments``… ``more``: a part, a number."""
    if isinstance(report, CityReport):
        kind, names = "city_report", [report.workshop.programme.slug, report.workshop.slug]
    else:
        kind, names = "final_report", [report.programme.slug]
    return reverse(f"reports:{kind}_{verb}", args=[*names, *more])
