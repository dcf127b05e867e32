"""The saves of the writing page: of a whole section, of one topic, of one row, of the focus.

Each row is saved by itself. What is wrong or in conflict stays in its form, as it was typed;
everything else is saved.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.forms.writing import AnswerForm, FocusForm
from cases.models import Case, StrategicIssue
from cases.outline import SECTION_OF_TOPIC, Section
from cases.services import start_drafting
from cases.services.log import log
from cases.writing.editor import SectionEditor, is_key
from programme.editing import delete_recorded, save_recorded
from programme.models import User
from programme.writing.forms import SharedRowForm


@transaction.atomic
def save_section(
    case: Case, section: Section, data: Mapping[str, Any], *, by: User
) -> SectionEditor:
    """Save what was posted; what comes back shows the rows as they are now, and as they were
    typed where they could not be saved.

    Raises CaseMoveError, and saves nothing, when the case has left the city meanwhile or the
    section is locked.
    """
    case = start_drafting(case, by=by, section=section)
    editor = SectionEditor.of(case, section, data)
    _save_all(editor, by)
    now = SectionEditor.of(case, section)
    now.saved = editor.saved_keys
    now.forms |= {str(form.prefix): form for form in editor.refused}
    return now


@transaction.atomic
def save_answer(case: Case, topic: str, data: Mapping[str, Any], *, by: User) -> AnswerForm:
    """Save one topic. The form says whether it was saved, in conflict or wrong.

    Raises CaseMoveError, and saves nothing, when the case has left the city meanwhile or the
    section is locked.
    """
    case = start_drafting(case, by=by, section=SECTION_OF_TOPIC[topic])
    form = AnswerForm(data, instance=case.answers.get(topic=topic), prefix=topic)
    if form.is_valid():
        form.save_version(by=by)
    return form


@transaction.atomic
def save_part(
    case: Case, section: Section, prefix: str, data: Mapping[str, Any], *, by: User
) -> tuple[SharedRowForm, SharedRowForm] | None:
    """Save what is right of the short fields of one row, field by field.

    What comes back is the form that says what is wrong, and one that shows the row as it is now;
    None when the row is gone. Raises CaseMoveError, and saves nothing, when the case has left
    the city meanwhile or the section is locked.
    """
    case = start_drafting(case, by=by, section=section)
    editor = SectionEditor.of_part(case, section, prefix, data)
    if editor is None or prefix not in editor.forms:
        return None
    form: Any = editor.forms[prefix]
    if form.has_changed():
        _save_row(editor, form, by)
        if form.errors:
            # What is wrong with one field keeps no other from being saved.
            rest = SectionEditor.of_part(case, section, prefix, form.data_without(form.errors))
            if rest and rest.forms[prefix].has_changed():
                _save_row(rest, rest.forms[prefix], by)
    now = SectionEditor.of_part(case, section, prefix)
    return (form, now.forms[prefix]) if now else None  # type: ignore[return-value]


@transaction.atomic
def save_focus(case: Case, section: Section, data: Mapping[str, Any], *, by: User) -> bool:
    """Put the chosen issue in focus; False when it is gone. Raises CaseMoveError as above."""
    case = start_drafting(case, by=by, section=section)
    editor = SectionEditor.of_part(case, section, "focus", data)
    if editor is None or editor.focus is None or not editor.focus.is_valid():
        return False
    wish = editor.focus.cleaned_data["focus"]
    chosen = case.issues.filter(pk=int(wish)).first() if is_key(wish) else None
    if wish and chosen is None:
        return False
    if chosen != case.issues.filter(is_in_focus=True).first():
        focus_on(case, chosen, by=by)
    return True


@transaction.atomic
def focus_on(case: Case, issue: StrategicIssue | None, *, by: User) -> None:
    """Put one issue in focus and park the one that was; None parks it and chooses no other."""
    before = case.issues.filter(is_in_focus=True).first()
    case.issues.filter(is_in_focus=True).update(is_in_focus=False)
    if issue is None:
        sentence = _("The case %(case)s has no issue in focus any more.") % {"case": case}
    else:
        case.issues.filter(pk=issue.pk).update(is_in_focus=True)
        sentence = _("“%(issue)s” is the issue in focus of %(case)s.") % {
            "issue": issue,
            "case": case,
        }
    log(
        case,
        "issue_in_focus",
        sentence,
        by=by,
        before={"focus": str(before or "")},
        after={"focus": str(issue or "")},
    )


def _save_all(editor: SectionEditor, by: User) -> None:
    """Save what can be saved, row by row; the forms of the rest keep what was typed."""
    for form in editor.forms.values():
        if not form.is_bound:
            continue
        if isinstance(form, AnswerForm):
            if form.is_valid():
                form.save_version(by=by)
        elif form.has_changed():
            _save_row(editor, form, by)
    if editor.focus and editor.focus.is_bound:
        _save_focus(editor, editor.focus, by)


def _save_row(editor: SectionEditor, form: Any, by: User) -> None:
    # Asked only now: two new figures must not be the same, and the first is saved already.
    row, kind = form.instance, type(form).kind
    scope: dict[str, Any] = {
        "by": by,
        "programme": editor.case.programme,
        "city": editor.case.city,
    }
    if form.data.get(form.add_prefix("remove")):
        # An issue may be removed although half of it is missing.
        form.is_removed = True
        if not row._state.adding:
            sentence = _("“%(row)s” was removed from the case %(case)s.")
            names = {"row": type(row).objects.get(pk=row.pk), "case": editor.case}
            delete_recorded(row, f"{kind}_removed", sentence % names, **scope)
    elif form.is_valid():
        is_new = row._state.adding
        sentence = (
            _("“%(row)s” was added to the case %(case)s.")
            if is_new
            else _("“%(row)s” was changed in the case %(case)s.")
        )
        names = {"row": editor.section.title if row is editor.case else row, "case": editor.case}
        verb = f"{kind}_added" if is_new else f"{kind}_changed"
        save_recorded(form, verb, sentence % names, **scope)


def _save_focus(editor: SectionEditor, focus: FocusForm, by: User) -> None:
    if not focus.is_valid():
        return
    wish = focus.cleaned_data["focus"]
    form: Any = editor.forms.get(f"issue-{wish}")
    issue = form.instance if form and form.instance.pk else None
    if wish == FocusForm.NEW:
        # The first issue of a case comes into focus by itself.
        is_free = not editor.case.issues.filter(is_in_focus=True).exists()
        if issue and (is_free or focus.has_changed()):
            focus_on(editor.case, issue, by=by)
    elif focus.has_changed():
        focus_on(editor.case, issue, by=by)
