"""Why a wish has no time, in a sentence with the names of its people."""

from collections.abc import Mapping, Sequence

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.directory.languages import language_name
from workshops.matchmaking.planning import LEFT_CHOICE_B
from workshops.matchmaking.scheduler import Why


def in_words(
    why: str, people: Sequence[int], names: Mapping[int, str], *, language: str = "", most: int = 0
) -> str:
    """``names`` has everybody who may be named; who is gone since is “somebody”."""
    named = [names.get(person, _("somebody")) for person in people]
    who = {"people": get_text_list(named, _("and")), "language": language_name(language)}
    if why == Why.NO_COMMON_TIME:
        return _("There is no time at which all of them can come.")
    if why == Why.PEOPLE_BUSY:
        return _("%(people)s have no free time in common: their other meetings fill it.") % who
    if why == Why.TABLES_TAKEN:
        return _("Whenever all of them are free, every table that is large enough is taken.")
    if why == Why.NO_TABLE_LARGE_ENOUGH:
        return _("No table is large enough for them.")
    if why == Why.NO_INTERPRETER:
        return _("No interpreter for %(language)s is free when they are.") % who
    if why == Why.MOST_MEETINGS:
        sentence = ngettext(
            "%(people)s already has as many meetings as one person may have (%(most)s).",
            "%(people)s already have as many meetings as one person may have (%(most)s).",
            len(named),
        )
        return sentence % {**who, "most": most}
    if why == LEFT_CHOICE_B:
        if not named:
            return _("Fewer than two people are left in it.")
        return (
            ngettext(
                "%(people)s is not in choice B any more.",
                "%(people)s are not in choice B any more.",
                len(named),
            )
            % who
        )
    return ""
