"""Bringing older words back: one topic, or what was chosen of a whole version."""

import re

import pytest

from cases import services
from cases.models import AnswerRevision, Case, Occasion
from programme.models import Activity
from programme.writing.history import state_at
from tests.cases.conftest import answer_to
from tests.cases.history import keep, url, words_of, write
from tests.factories import FigureFactory, StrategicIssueFactory
from tests.html_forms import fields_of

pytestmark = pytest.mark.django_db


# One topic comes back


@pytest.fixture
def written(case, editor):
    write(case, "growth", "Good words.", editor, 0, is_confidential=True)
    write(case, "growth", "Bad words.", editor, 30, is_confidential=False)
    return case


def restore(client, case, fields=None, version=1):
    address = url(case, "answer_restore", "growth", version)
    fields = fields or fields_of(client.get(address), "restore-form")
    return client.post(address, fields, follow=True)


def test_one_topic_is_brought_back_after_a_look_at_what_changes(client, written, editor):
    client.force_login(editor)
    preview = client.get(url(written, "answer_restore", "growth", 1))

    page = restore(client, written)

    assert words_of(preview) == (["Bad"], ["Confidential", "Good"])
    assert "is back as it was" in page.text
    answer = answer_to(written, "growth")
    assert (answer.text, answer.is_confidential) == ("Good words.", True)
    assert "Bad words." in answer.revisions.values_list("text", flat=True)
    assert Activity.objects.get(verb="answer_restored").actor == editor


def test_who_saved_meanwhile_is_not_overwritten(client, written, editor, colleague):
    client.force_login(editor)
    shown = fields_of(client.get(url(written, "answer_restore", "growth", 1)), "restore-form")
    write(written, "growth", "Words of a colleague.", colleague, 60)

    page = restore(client, written, shown)

    assert page.status_code == 409
    assert f"{colleague} saved another text" in page.text
    assert answer_to(written, "growth").text == "Words of a colleague."
    # The page shows the newer text, so the same button decides now.
    restore(client, written, fields_of(page, "restore-form"))
    assert answer_to(written, "growth").text == "Good words."
    assert set(AnswerRevision.objects.values_list("text", flat=True)) == {
        "Good words.",
        "Bad words.",
        "Words of a colleague.",
    }


@pytest.mark.parametrize("base", ["", "x", "-1", "9" * 40, "0"])
def test_a_broken_base_restores_nothing(client, written, editor, base):
    client.force_login(editor)

    page = restore(client, written, {"base": base})

    assert page.status_code == 409
    assert answer_to(written, "growth").text == "Bad words."


def test_a_look_changes_nothing(client, written, editor):
    client.force_login(editor)

    client.get(url(written, "answer_restore", "growth", 1))

    assert answer_to(written, "growth").text == "Bad words."


def test_an_expert_reads_the_history_and_restores_nothing(client, written, expert):
    client.force_login(expert)

    assert "Bring back" not in client.get(url(written, "answer_history", "growth")).text
    assert client.get(url(written, "answer_restore", "growth", 1)).status_code == 403
    assert client.post(url(written, "answer_restore", "growth", 1)).status_code == 403


def test_nothing_comes_back_into_a_case_that_has_left_the_city(client, written, editor):
    client.force_login(editor)
    shown = fields_of(client.get(url(written, "answer_restore", "growth", 1)), "restore-form")
    Case.objects.filter(pk=written.pk).update(status="submitted")

    page = restore(client, written, shown)

    assert "cannot be changed any more" in page.text
    assert answer_to(written, "growth").text == "Bad words."


def test_nothing_comes_back_into_a_locked_section(client, written, editor, expert):
    client.force_login(editor)
    shown = fields_of(client.get(url(written, "answer_restore", "growth", 1)), "restore-form")
    written.locks.create(section="performance", reason="It is good as it is.", locked_by=expert)

    page = restore(client, written, shown)

    assert "It is good as it is." in page.text
    assert answer_to(written, "growth").text == "Bad words."


def test_the_service_refuses_a_locked_section_by_itself(written, editor, expert):
    answer = answer_to(written, "growth")
    state = state_at(answer, 1)
    written.locks.create(section="performance", locked_by=expert)

    with pytest.raises(services.SectionLocked):
        services.restore_answer(answer, state, base_version=2, by=editor)


# A whole version comes back


@pytest.fixture
def changed(case, editor):
    """Two topics and a fact were changed after version 1."""
    write(case, "growth", "Old growth.", editor, 0)
    write(case, "social_capital", "Old trust.", editor, 1)
    keep(case, editor, "The old one", 2)
    write(case, "growth", "New growth.", editor, 30)
    write(case, "social_capital", "New trust.", editor, 31)
    case.lifecycle_stage = "mature"
    case.save()
    return case


def bring_back(client, case, **changes):
    address = url(case, "version_restore", 1)
    fields = fields_of(client.get(address), "restore-form") | changes
    return client.post(address, fields, follow=True)


ALL = ["growth", "social_capital", "fact-lifecycle_stage"]


def test_every_difference_to_an_old_version_is_offered_and_ticked(client, changed, editor):
    client.force_login(editor)

    page = client.get(url(changed, "version_restore", 1))

    boxes = re.findall(r'type="checkbox" name="keys" value="([^"]+)"[^>]*( checked)', page.text)
    assert sorted(key for key, _ in boxes) == sorted(ALL)


def test_only_what_is_ticked_comes_back(client, changed, editor):
    client.force_login(editor)

    page = bring_back(client, changed, keys=["growth"])

    assert "1 part is back" in page.text
    assert answer_to(changed, "growth").text == "Old growth."
    assert answer_to(changed, "social_capital").text == "New trust."
    changed.refresh_from_db()
    assert changed.lifecycle_stage == "mature"


def test_all_of_it_comes_back_and_what_stood_there_is_a_version(client, changed, editor):
    client.force_login(editor)

    bring_back(client, changed, keys=ALL)

    changed.refresh_from_db()
    assert answer_to(changed, "growth").text == "Old growth."
    assert changed.lifecycle_stage == ""
    kept = changed.versions.get(occasion=Occasion.RESTORED)
    assert "New growth." in str(kept.content)
    assert "New growth." in answer_to(changed, "growth").revisions.values_list("text", flat=True)


def test_what_somebody_changed_meanwhile_is_told_and_kept(client, changed, editor, colleague):
    client.force_login(editor)
    fields = fields_of(client.get(url(changed, "version_restore", 1)), "restore-form")
    write(changed, "growth", "Of a colleague.", colleague, 60)
    changed.lifecycle_stage = "renewing"
    changed.save()

    page = client.post(url(changed, "version_restore", 1), fields | {"keys": ALL})

    assert page.status_code == 409
    assert f"Growth: {colleague} changed it while you were looking." in page.text
    assert "Life-cycle stage: somebody changed it" in page.text
    assert answer_to(changed, "growth").text == "Of a colleague."
    assert answer_to(changed, "social_capital").text == "Old trust."
    changed.refresh_from_db()
    assert changed.lifecycle_stage == "renewing"


def test_a_figure_that_is_newer_than_the_version_stays(client, changed, editor):
    FigureFactory(cluster=changed.cluster, label="Members", value=70)
    client.force_login(editor)
    page = client.get(url(changed, "version_restore", 1))

    bring_back(client, changed, keys=ALL)

    assert "Members" not in page.text
    assert changed.cluster.figures.count() == 1
    assert answer_to(changed, "growth").text == "Old growth."


def test_an_issue_that_was_worded_anew_is_compared_word_by_word(client, changed, editor):
    background = "Agreements with the anchor companies are renewed early next year."
    StrategicIssueFactory(case=changed, question="Which way now?", background=background)
    keep(changed, editor)
    changed.issues.update(question="Which way then?")
    client.force_login(editor)

    page = client.get(url(changed, "version_compare"), {"from": "v2", "to": "now"})

    assert words_of(page) == (["now?"], ["then?"])


def test_nothing_ticked_brings_nothing_back(client, changed, editor):
    client.force_login(editor)

    page = bring_back(client, changed, keys=[])

    assert page.status_code == 422
    assert answer_to(changed, "growth").text == "New growth."


@pytest.mark.parametrize("seen", ["", "nonsense", "a:b:c"])
def test_a_page_that_is_not_ours_brings_nothing_back(client, changed, editor, seen):
    client.force_login(editor)

    page = bring_back(client, changed, keys=ALL, seen=seen)

    assert page.status_code == 422
    assert answer_to(changed, "growth").text == "New growth."


def test_a_whole_version_is_brought_back_by_writers_alone(client, changed, expert):
    client.force_login(expert)

    assert client.get(url(changed, "version_restore", 1)).status_code == 403


def test_no_version_comes_back_into_a_case_that_has_left_the_city(client, submitted, editor):
    client.force_login(editor)

    page = client.get(url(submitted, "version_restore", 1), follow=True)

    assert "cannot be changed any more" in page.text


def test_a_locked_section_stays_as_it_is(client, changed, editor, expert):
    client.force_login(editor)
    fields = fields_of(client.get(url(changed, "version_restore", 1)), "restore-form")
    changed.locks.create(section="performance", reason="Good as it is.", locked_by=expert)

    page = client.post(url(changed, "version_restore", 1), fields | {"keys": ALL})

    assert (page.status_code, "Good as it is." in page.text) == (409, True)
    assert answer_to(changed, "social_capital").text == "New trust."


def test_a_section_that_is_locked_already_is_not_offered(client, changed, editor, expert):
    changed.locks.create(section="performance", reason="Good as it is.", locked_by=expert)
    client.force_login(editor)

    page = client.get(url(changed, "version_restore", 1))

    assert "Locked: stays as it is" in page.text
    assert re.search(r'value="growth" id="key-growth" disabled', page.text)
    assert re.search(r'value="social_capital" id="key-social_capital" checked>', page.text)
