"""Giving a case back: one remark on all of it, and a remark or a lock section by section."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.locks import lock_in_words
from cases.models import Case, SectionLock
from cases.outline import SECTIONS, Section
from cases.progress import CaseProgress, SectionProgress
from programme.forms.base import page_helper


@dataclass(frozen=True)
class SectionPart:
    """One section of the form: its remark, and whether it is locked."""

    section: Section
    progress: SectionProgress
    remark: forms.BoundField
    lock: forms.BoundField
    # How it is locked now, in words; empty if it is not.
    locked_now: str
    # What the box showed, so that only a choice that was made is carried out.
    shown: str


class ReturnForm(forms.Form):
    """Why a case goes back, as a whole and, where it helps, section by section."""

    remark = forms.CharField(
        label=gettext_lazy("What should the city change?"),
        help_text=gettext_lazy("Goes to the city with the case and stands in its history."),
        error_messages={"required": gettext_lazy("Say in a few words what the city should do.")},
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(
        self, *args: Any, case: Case, locks: Mapping[str, SectionLock], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.locks_now = case, locks
        for section in SECTIONS:
            self.fields[section.key] = forms.CharField(
                label=_("Remark"),
                max_length=5_000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[_lock(section.key)] = forms.BooleanField(
                label=_("Lock this section: it is good"),
                required=False,
                initial=section.key in locks,
                show_hidden_initial=True,
            )

        # The sections stand below it, each with its state (``parts``).
        self.helper = page_helper("remark")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for section in SECTIONS:
            if cleaned.get(section.key) and cleaned.get(_lock(section.key)):
                self.add_error(
                    section.key,
                    _("The city cannot mend a locked section: leave out the remark or the lock."),
                )
        return cleaned

    def parts(self, progress: CaseProgress) -> list[SectionPart]:
        """The fields section by section, with how each stands."""
        found = []
        for section in SECTIONS:
            lock = self.locks_now.get(section.key)
            box = self[_lock(section.key)]
            shown = self.data.get(box.html_initial_name) if self.is_bound else None
            found.append(
                SectionPart(
                    section=section,
                    progress=progress.of(section),
                    remark=self[section.key],
                    lock=box,
                    locked_now=lock_in_words(lock, self.case) if lock else "",
                    shown=shown if shown is not None else str(bool(lock)),
                )
            )
        return found

    @property
    def section_remarks(self) -> dict[str, str]:
        return {section.key: self.cleaned_data[section.key] for section in SECTIONS}

    @property
    def locks(self) -> dict[str, bool]:
        """The sections whose lock was changed by hand, by key, and to what."""
        names = {section.key: _lock(section.key) for section in SECTIONS}
        return {
            key: self.cleaned_data[name] for key, name in names.items() if name in self.changed_data
        }


def _lock(section: str) -> str:
    return f"lock_{section}"
