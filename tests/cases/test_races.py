"""What two people do in the same moment: one of them is first, and nothing is left half done."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases import services
from cases.models import Answer, Attachment, Case, Comment, Edition
from programme.models import WorkplanItem
from programme.workplan.dates import PlannedItem, apply_plan, extend
from programme.writing.comments.services import CommentSettled
from tests.cases.remarks import resolve_comment, withdraw_comment
from tests.factories import ClusterFactory, CommentFactory, ReceiptFactory, WorkplanItemFactory
from tests.together import run_together

pytestmark = pytest.mark.django_db(transaction=True)

A_PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def rewritten(distributed, expert):
    case = services.reopen_case(distributed, by=expert, reason="New words.")
    Answer.objects.filter(case=case, topic="life_cycle").update(text="Other words.", version=7)
    return case


def refused(results, kind=services.CaseMoveError):
    assert all(not isinstance(r, Exception) or isinstance(r, kind) for r in results), results
    return sum(isinstance(result, Exception) for result in results)


def test_of_two_who_publish_one_makes_the_edition(rewritten, expert, coordinator):
    results = run_together(
        lambda: services.publish_edition(rewritten, by=expert, remark="Mine."),
        lambda: services.publish_edition(rewritten, by=coordinator, remark="Mine too."),
    )

    assert refused(results) == 1
    assert list(rewritten.editions.values_list("number", flat=True)) == [2, 1]


def test_a_case_that_is_opened_while_it_is_discussed_is_both(distributed, expert, coordinator):
    results = run_together(
        lambda: services.reopen_case(distributed, by=expert, reason="New."),
        lambda: services.mark_discussed(distributed, by=coordinator),
    )

    assert refused(results) == 0
    distributed.refresh_from_db()
    assert (distributed.status, distributed.is_open) == ("discussed", True)


def test_a_case_is_closed_or_opened_and_never_both(discussed, expert, coordinator):
    results = run_together(
        lambda: services.reopen_case(discussed, by=expert, reason="New."),
        lambda: services.close_case(discussed, by=coordinator),
    )

    assert refused(results) == 1
    discussed.refresh_from_db()
    assert discussed.is_open == (discussed.status == "discussed")


def test_of_two_parts_brought_in_at_once_the_second_is_a_conflict(draft, editor, colleague):
    answer = Answer.objects.get(case=draft, topic="life_cycle")

    def bring(person, text):
        content = {"sections": [{"topics": [{"key": "life_cycle", "text": text}]}]}
        return services.bring_in(
            Case.objects.get(pk=draft.pk),
            content,
            keys=["life_cycle"],
            base_versions={"life_cycle": answer.version},
            occasion="imported",
            by=person,
        )

    results = run_together(
        lambda: bring(editor, "From one file."), lambda: bring(colleague, "From another.")
    )

    assert sorted(len(result.conflicts) for result in results) == [0, 1]
    answer.refresh_from_db()
    won = next(result for result in results if not result.conflicts)
    assert won.applied == ["life_cycle"]
    assert answer.revisions.filter(text=answer.text).exists()


def test_a_receipt_that_is_read_and_taken_back_at_once_is_one_of_the_two(distributed, neighbour):
    edition = distributed.editions.get()
    ReceiptFactory(edition=edition, user=neighbour)

    results = run_together(
        *[lambda: services.mark_read(edition, by=neighbour)] * 3,
        *[lambda: services.take_back_read(edition, by=neighbour)] * 3,
    )

    assert not [result for result in results if isinstance(result, Exception)]
    assert edition.receipts.filter(user=neighbour).count() == 1


def test_a_file_taken_out_while_an_edition_is_frozen_is_in_it_or_gone(
    rewritten, editor, expert, participant
):
    attachment = services.add_attachment(
        rewritten, by=editor, upload=SimpleUploadedFile("a.pdf", A_PDF), description="Slides"
    )

    results = run_together(
        lambda: services.publish_edition(rewritten, by=expert, remark="With slides."),
        lambda: services.delete_attachment(attachment, by=editor),
    )

    named = [row["pk"] for row in Edition.objects.get(number=2).content["attachments"]]
    assert named in ([], [attachment.pk])
    seen = Attachment.objects.visible_to(participant).filter(pk=attachment.pk)
    assert seen.exists() == bool(named)
    # Published first, there was nothing to take out of any more.
    assert refused(results) == bool(named)


def test_a_file_is_taken_out_once(rewritten, editor, colleague):
    attachment = services.add_attachment(
        rewritten, by=editor, upload=SimpleUploadedFile("a.pdf", A_PDF), description="Slides"
    )

    results = run_together(
        lambda: services.delete_attachment(Attachment.objects.get(pk=attachment.pk), by=editor),
        lambda: services.delete_attachment(Attachment.objects.get(pk=attachment.pk), by=colleague),
    )

    assert not [r for r in results if isinstance(r, Exception)] or refused(
        results, Attachment.DoesNotExist
    )
    assert not Attachment.objects.filter(pk=attachment.pk).exists()


def test_days_that_are_given_while_the_workshop_moves_are_kept(programme, city, coordinator):
    due = datetime.date(2030, 3, 1)
    item = WorkplanItemFactory(
        programme=programme, city=city, source_key="workshop-1:case_due", due_on=due
    )

    def move():
        row = PlannedItem(
            item.source_key, item.kind, item.phase, item.title, item.owner_role, moved, city
        )
        apply_plan(programme, "workshop-1:", [row])

    moved = due + datetime.timedelta(days=7)
    for _round in range(5):
        WorkplanItem.objects.filter(pk=item.pk).update(
            due_on=due, extension_days=0, extension_reason=""
        )
        until = due + datetime.timedelta(days=10)
        run_together(
            move,
            lambda: extend(item, until=until, reason="Holidays.", by=coordinator),  # noqa: B023
        )
        item.refresh_from_db()
        assert item.rule_on == moved


def test_a_comment_that_is_resolved_while_it_is_withdrawn_is_gone_or_resolved(
    draft, editor, expert
):
    for _round in range(5):
        comment = CommentFactory(case=draft, author=editor)
        results = run_together(
            lambda: withdraw_comment(comment, by=editor),  # noqa: B023
            lambda: resolve_comment(comment, by=expert),  # noqa: B023
        )
        assert refused(results, CommentSettled) == 1
        left = Comment.objects.filter(pk=comment.pk).first()
        assert left is None or left.resolved_at is not None


def test_a_case_that_two_open_at_once_is_opened_once(city, coordinator):
    cluster = ClusterFactory(city=city)

    def create():
        return services.create_case(city=city, cluster=cluster, workshop=None, by=coordinator)

    results = run_together(create, create)

    assert refused(results, ValidationError) == 1
    assert Case.objects.filter(city=city).count() == 1


def test_who_opens_a_case_a_moment_too_late_is_told(client, city, coordinator, monkeypatch):
    cluster = ClusterFactory(city=city)
    create = services.create_case

    def create_after_another(**values):
        create(**values)
        return create(**values)

    monkeypatch.setattr(services, "create_case", create_after_another)
    client.force_login(coordinator)
    page = client.post(reverse("cases:create", args=[city.programme.slug]), {"cluster": cluster.pk})

    assert page.status_code == 422
    assert Case.objects.filter(city=city).count() == 1


def test_who_resolves_a_comment_that_was_withdrawn_is_told(draft, editor, expert):
    comment = CommentFactory(case=draft, author=editor)
    withdraw_comment(Comment.objects.select_related("case").get(pk=comment.pk), by=editor)

    with pytest.raises(CommentSettled, match="withdrawn"):
        resolve_comment(comment, by=expert)
