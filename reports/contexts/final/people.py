"""How many people took part, each counted once. Nobody is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.charts import Bars, Count
from reports.contexts.base import Row


@dataclass(frozen=True)
class PeopleRow:
    label: str
    people: int
    group: int = 0
    attendances: int = 0


@dataclass(frozen=True)
class People:
    """Registrations, attendances, and the people behind them."""

    words: str
    note: str
    key_figures: tuple[Row, ...]
    meetings: Bars | None
    times: tuple[Row, ...]
    kinds: tuple[PeopleRow, ...]
    cities: tuple[PeopleRow, ...]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "People | None":
        """None while nobody has come, and for editions of former days."""
        if not data.get("registrations"):
            return None
        return cls(
            words=_words(data),
            note=_note(data),
            key_figures=(
                Row(_("registrations with a place"), str(data["registrations"])),
                Row(_("times somebody came"), str(data["attendances"])),
                Row(_("different people who came"), str(data["came"])),
            ),
            meetings=_meetings(data["meetings"]),
            times=tuple(
                Row(_times(row), str(row["people"])) for row in data["times"] if row["people"]
            ),
            kinds=tuple(
                PeopleRow(row["label"], row["people"], attendances=row["attendances"])
                for row in data["kinds"]
            ),
            cities=tuple(
                PeopleRow(row["city"] or _("No city"), row["people"], row["group"]["number"])
                for row in data["cities"]
            ),
        )


def _words(data: Mapping[str, Any]) -> str:
    return ngettext(
        "%(came)s person came to the meetings, %(attendances)s times in all.",
        "%(came)s different people came to the meetings, %(attendances)s times in all.",
        data["came"],
    ) % {"came": data["came"], "attendances": data["attendances"]}


def _note(data: Mapping[str, Any]) -> str:
    sentences = [
        _(
            "A person is counted once: by account or e-mail, without these by name and "
            "organisation. Who came to one half-day came."
        )
    ]
    if data.get("without_list"):
        sentences.append(
            _("No list of attendance was kept in %(places)s: all with a place are counted.")
            % {"places": ", ".join(data["without_list"])}
        )
    return " ".join(sentences)


def _times(row: Mapping[str, Any]) -> str:
    if row["is_more"]:
        return _("%(times)s meetings and more") % {"times": row["times"]}
    return ngettext("%(times)s meeting", "%(times)s meetings", row["times"]) % {
        "times": row["times"]
    }


def _meetings(rows: list[Mapping[str, Any]]) -> Bars | None:
    counts = [
        Count(
            " ".join(filter(None, [str(row["number"] or ""), row["place"]])),
            row["attendances"],
            max(0, row["registrations"] - row["attendances"]),
            _("%(came)s of %(registered)s")
            % {"came": row["attendances"], "registered": row["registrations"]},
        )
        for row in rows
    ]
    if not counts:
        return None
    words = "; ".join(f"{count.label}: {count.words}" for count in counts)
    return Bars.of(
        counts, title=_("Who came, of those who had a place: %(list)s.") % {"list": words}
    )
