"""What the entries of the log that cases write are about, and what their values mean."""

from django.utils.translation import gettext_lazy as _

from cases.outline import SECTIONS, TOPICS
from programme.trace.changes import speak
from programme.trace.kinds import register_kind


def register() -> None:
    register_kind("case", _("Cases"), "cases.")
    sections = {section.key: section.title for section in SECTIONS}
    topics = {topic.key: topic.title for topic in TOPICS.values()}
    speak("cases.case", "sections", _("Sections"), sections)
    speak("cases.case", "locked", _("Locked sections"), sections)
    # Where a whole outline was brought in, each topic is a value of its own.
    for key, title in topics.items():
        speak("cases.case", key, title, {})
