import datetime
from decimal import Decimal

import pytest

from cases.contents import content_of, without_confidential
from cases.differences import Differences
from cases.models import Answer, Case, CaseStatus, CaseVersion, Occasion, SectionLock
from cases.services import CaseMoveError, SectionLocked, bring_in, completed, submit_case
from cases.services.versions import keep_version
from programme.models import Activity
from tests.cases.conftest import answer_to
from tests.factories import CaseFactory, FigureFactory, StrategicIssueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(draft):
    return draft


@pytest.fixture
def take(case, editor):
    """Take chosen parts of a content over; without keys, all that differ."""

    def take(content, *keys, versions=None, **more):
        now = content_of(fresh(case))
        return bring_in(
            case,
            content,
            keys=keys or Differences.between(now, completed(content, now)).keys,
            base_versions=versions_of(case) if versions is None else versions,
            occasion=Occasion.IMPORTED,
            by=editor,
            **more,
        )

    return take


def fresh(case):
    return Case.objects.get(pk=case.pk)


def versions_of(case):
    return dict(case.answers.values_list("topic", "version"))


def texts(**topics):
    """A content that says something of these topics alone."""
    plain = {"is_not_known": False, "not_known_reason": "", "is_confidential": False}
    rows = [
        {"key": key} | plain | (said if isinstance(said, dict) else {"text": said})
        for key, said in topics.items()
    ]
    return {"sections": [{"topics": rows}]}


def issue(question, **more):
    row = {"question": question, "kind": "other", "kind_words": "Other"}
    return row | {"decided_by": "", "decide_by": None, "background": "", **more}


def figure(**more):
    row = {"label": "Members", "value": "60", "qualifier": "", "unit": "", "source": "a"}
    return row | {"words": "60", "as_of": "2010-01-01", "as_of_words": "2010", **more}


# Texts


def test_the_chosen_texts_are_written_and_the_others_stay(case, take, editor):
    result = take(texts(growth="Doubled.", initiation="Ten firms."), "growth")

    growth, initiation = answer_to(case, "growth"), answer_to(case, "initiation")
    assert (growth.text, growth.version, growth.updated_by) == ("Doubled.", 2, editor)
    assert initiation.text == "Six words that say enough here."
    assert (result.applied, result.conflicts, result.refusals) == (["growth"], [], [])


def test_not_known_and_confidential_come_with_the_text(case, take):
    said = {"text": "", "is_not_known": True, "not_known_reason": " Never counted. "}

    take(texts(growth=said | {"is_confidential": True}))

    growth = answer_to(case, "growth")
    assert (growth.text, growth.is_not_known, growth.not_known_reason) == (
        "",
        True,
        "Never counted.",
    )
    assert growth.is_confidential


def test_not_known_without_a_reason_is_refused_by_name(case, take):
    result = take(
        texts(growth={"text": "", "is_not_known": True}, initiation="Ten firms."),
    )

    [refusal] = result.refusals
    assert (refusal.key, refusal.label) == ("growth", "Growth")
    assert refusal.reason == "Say why it is not known."
    assert answer_to(case, "growth").version == 1
    assert result.applied == ["initiation"]


def test_a_text_of_many_pages_is_refused(case, take):
    result = take(texts(growth="word " * 50_000))

    assert [refusal.key for refusal in result.refusals] == ["growth"]
    assert answer_to(case, "growth").text == "Six words that say enough here."


def test_a_topic_that_somebody_saved_meanwhile_is_a_conflict_with_both_texts(case, take, colleague):
    Answer.objects.filter(case=case, topic="growth").update(
        text="Of a colleague.", version=2, updated_by=colleague
    )

    result = take(texts(growth="Of the file."), versions={"growth": 1})

    [conflict] = result.conflicts
    assert (conflict.brought, conflict.stored) == ("Of the file.", "Of a colleague.")
    assert (conflict.label, conflict.by) == ("Growth", colleague)
    assert conflict.put_together == "Of the file.\n\nOf a colleague."
    assert answer_to(case, "growth").text == "Of a colleague."
    assert result.applied == []


def test_a_text_of_which_nobody_says_what_it_is_based_on_overwrites_nothing(case, take):
    result = take(texts(growth="Doubled."), versions={})

    assert [conflict.key for conflict in result.conflicts] == ["growth"]
    assert answer_to(case, "growth").text == "Six words that say enough here."


def test_what_was_left_out_as_confidential_does_not_empty_anything(case, take):
    Answer.objects.filter(case=case, topic="firm_formation").update(is_confidential=True)
    case.objective_targets.filter(objective="firm_formation").update(target=20)
    public = without_confidential(content_of(fresh(case)))

    result = take(public, "firm_formation", "objective-firm_formation")

    assert result.applied == []
    assert answer_to(case, "firm_formation").text == "Six words that say enough here."


# Typed parts


def test_facts_are_set_and_cleared(case, take):
    Case.objects.filter(pk=case.pk).update(lifecycle_stage="mature", legal_form="Association")
    rows = [{"section": "process", "key": "founding_year", "label": "Founded", "value": 2005}]

    result = take({"facts": [row | {"words": "2005"} for row in rows]})

    now = fresh(case)
    assert (now.founding_year, now.lifecycle_stage, now.legal_form) == (2005, "", "")
    assert set(result.applied) == {
        "fact-founding_year",
        "fact-lifecycle_stage",
        "fact-legal_form",
    }


@pytest.mark.parametrize(
    ("key", "value"), [("lifecycle_stage", "sleeping"), ("founding_year", "long ago")]
)
def test_an_impossible_fact_is_refused_and_nothing_else_with_it(case, take, key, value):
    fact = {"section": "setting", "key": key, "label": "Fact", "value": value, "words": value}

    result = take({"facts": [fact]} | texts(growth="Doubled."))

    assert [refusal.key for refusal in result.refusals] == [f"fact-{key}"]
    assert result.applied == ["growth"]
    assert (fresh(case).lifecycle_stage, fresh(case).founding_year) == ("", None)


def test_an_objective_takes_its_numbers(case, take):
    goal = {"objective": "intelligence", "title": "Intelligence", "priority": 4}
    goal |= {"measure": "Reports", "baseline": "", "target": "12.5", "target_year": 2030}

    take({"objectives": [goal | {"reached": "3"}]})

    target = case.objective_targets.get(objective="intelligence")
    assert (target.priority, target.measure, target.target_year) == (4, "Reports", 2030)
    assert (target.baseline, target.target, target.reached) == (None, Decimal("12.5"), Decimal(3))


def test_a_number_that_is_none_is_refused_by_the_name_of_the_objective(case, take):
    goal = {"objective": "intelligence", "priority": 9, "target": "many"}

    result = take({"objectives": [goal]})

    [refusal] = result.refusals
    assert refusal.label == "Intelligence"
    assert case.objective_targets.get(objective="intelligence").priority == 0


def test_a_figure_is_added_with_its_precision(case, take):
    day = {"as_of": "2011-01-01", "as_of_words": "January 2011"}

    take({"figures": [figure(**day)]})

    added = case.cluster.figures.get()
    assert (added.value, added.precision) == (Decimal(60), "month")


def test_a_figure_is_changed_where_label_date_and_source_are_the_same(case, take):
    kept = FigureFactory(
        cluster=case.cluster, label="Members", as_of=datetime.date(2010, 1, 1), source="a"
    )

    take({"figures": [figure(value="75", words="75", qualifier="over")]})

    kept.refresh_from_db()
    assert case.cluster.figures.get() == kept
    assert (kept.value, kept.qualifier) == (Decimal(75), "over")


def test_a_figure_is_never_deleted(case, take):
    FigureFactory(cluster=case.cluster, label="Firms")

    result = take({"figures": []})

    assert [refusal.label for refusal in result.refusals] == ["Firms"]
    assert case.cluster.figures.count() == 1


def issues_of(case):
    return [(row.question, row.is_in_focus) for row in case.issues.all()]


def test_other_words_of_the_issue_in_focus_are_the_same_issue(case, take):
    before = case.issues.get()

    take({"issue": issue("Which way, and who pays?")})

    after = case.issues.get()
    assert (after.pk, after.question, after.kind) == (
        before.pk,
        "Which way, and who pays?",
        "other",
    )


def test_another_issue_in_focus_parks_the_first(case, take):
    StrategicIssueFactory(case=case, question="And later?", is_in_focus=False)

    take(
        {
            "issue": issue("And later?"),
            "parked_issues": [issue("Which way should the cluster go?")],
        }
    )

    assert issues_of(case) == [("And later?", True), ("Which way should the cluster go?", False)]


def test_a_parked_issue_is_added_changed_and_removed(case, take):
    for question in ("Stays?", "Goes?"):
        StrategicIssueFactory(case=case, question=question, is_in_focus=False)

    take({"parked_issues": [issue("Stays?", background="More."), issue("New?")]})

    assert issues_of(case)[1:] == [("Stays?", False), ("New?", False)]
    assert case.issues.get(question="Stays?").background == "More."


def test_no_issue_in_focus_parks_the_one_that_was(case, take):
    take({"issue": None})

    assert issues_of(case) == [("Which way should the cluster go?", False)]


def test_an_impossible_issue_leaves_the_one_in_focus_where_it_is(case, take):
    result = take({"issue": issue("Which way?", kind="riddle")})

    assert [refusal.key for refusal in result.refusals] == ["issue"]
    assert issues_of(case) == [("Which way should the cluster go?", True)]


def test_a_typed_part_that_changed_since_it_was_seen_is_a_conflict(case, take):
    seen = content_of(fresh(case))
    Case.objects.filter(pk=case.pk).update(legal_form="Association")
    fact = {"section": "process", "key": "legal_form", "label": "Legal form", "value": "Company"}

    result = take({"facts": [fact | {"words": "Company"}]}, seen=seen)

    [conflict] = result.conflicts
    assert (conflict.key, conflict.brought, conflict.stored) == (
        "fact-legal_form",
        "Company",
        "Association",
    )
    assert fresh(case).legal_form == "Association"


# Around it


def test_the_text_before_is_kept_as_a_version_and_the_log_says_what_came(case, take, editor):
    result = take(texts(growth="Doubled."))

    version = CaseVersion.objects.get(case=case)
    entry = Activity.objects.about(case).get()
    assert result.version == version
    assert (version.occasion, version.frozen_by) == (Occasion.IMPORTED, editor)
    assert "Doubled." not in str(version.content)
    assert (entry.verb, entry.remark) == ("case_imported", "Text changed: Growth.")


def test_the_same_content_twice_changes_nothing_the_second_time(case, take):
    content = texts(growth="Doubled.") | {"issue": issue("Which way?")}

    first, second = take(content), take(content, "growth", "issue")

    assert first.count == 2
    assert (second.count, second.conflicts, second.version) == (0, [], None)
    assert CaseVersion.objects.filter(case=case).count() == 1


def test_an_older_version_comes_back_whole(case, take, editor):
    FigureFactory(cluster=case.cluster)
    Case.objects.filter(pk=case.pk).update(founding_year=2005)
    older = keep_version(fresh(case), Occasion.NAMED, by=editor, name="Before the rewrite")
    take(texts(growth="Doubled.") | {"facts": [], "issue": issue("Other?"), "parked_issues": []})

    take(older.content)

    assert not Differences.between(older.content, content_of(fresh(case)))


def test_a_proposed_case_is_drafted_by_what_comes_in_and_by_nothing_else(city, editor):
    case = CaseFactory(city=city, status=CaseStatus.PROPOSED)
    ask = {"base_versions": {}, "occasion": Occasion.IMPORTED, "by": editor}

    bring_in(case, texts(growth=""), keys=["growth"], **ask)
    untouched = fresh(case).status
    bring_in(case, texts(growth="Doubled."), keys=["growth"], **ask)

    assert (untouched, fresh(case).status) == (CaseStatus.PROPOSED, CaseStatus.DRAFTING)


def test_a_locked_section_refuses_everything(case, take, expert):
    SectionLock.objects.create(
        case=case, section="performance", reason="Numbers agreed.", locked_by=expert
    )

    with pytest.raises(SectionLocked, match=r"Numbers agreed\.$"):
        take(texts(growth="Doubled.", initiation="Ten firms."))

    assert answer_to(case, "initiation").version == 1
    assert take(texts(initiation="Ten firms.")).applied == ["initiation"]


def test_a_case_that_left_the_city_takes_nothing(case, take, editor):
    submit_case(case, by=editor)

    with pytest.raises(CaseMoveError, match="cannot be changed any more"):
        take(texts(growth="Doubled."))

    assert answer_to(case, "growth").version == 1
