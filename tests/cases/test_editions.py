"""A distributed case is written again, published again, compared; nothing confidential leaks."""

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cases import services
from cases.models import (
    Answer,
    Attachment,
    Case,
    CaseVersion,
    Edition,
    ObjectiveTarget,
    Occasion,
    Receipt,
    StrategicIssue,
)
from programme.models import Activity
from tests.factories import RegistrationFactory

pytestmark = pytest.mark.django_db

A_PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def reopened(distributed, expert):
    return services.reopen_case(distributed, by=expert, reason="The figures are old.")


@pytest.fixture
def rewritten(reopened):
    """Open for edition 2, with a changed text, a changed question and a secret."""
    rewrite(reopened, "governance_process", "Quite another story.")
    return reopened


@pytest.fixture
def second(rewritten, expert):
    return services.publish_edition(rewritten, by=expert, remark="Governance is told anew.")


def topics():
    return list(Answer.objects.values_list("topic", flat=True).distinct())


def rewrite(case, topic, text, **values):
    # Any topic of the outline will do.
    topic = topic if topic in topics() else topics()[3]
    Answer.objects.filter(case=case, topic=topic).update(text=text, **values)


def url_of(verb, case, *more):
    return reverse(f"cases:{verb}", args=[case.programme.slug, case.city.slug, *more])


def ask(client, user, verb, case, *more):
    client.force_login(user)
    return client.get(url_of(verb, case, *more))


def send(client, user, verb, case, *more, **data):
    client.force_login(user)
    return client.post(url_of(verb, case, *more), data)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def verbs(case):
    return set(Activity.objects.about(case).values_list("verb", flat=True))


# Opening again


@pytest.mark.parametrize("who", ["coordinator", "expert"])
def test_staff_open_a_distributed_case_for_a_new_edition(client, distributed, who, request):
    person = request.getfixturevalue(who)

    response = send(client, person, "reopen", distributed, reason="The figures are old.")

    case = Case.objects.get(pk=distributed.pk)
    version = CaseVersion.objects.get(case=case, occasion=Occasion.REOPENED)
    assert response.url == case.get_absolute_url()
    assert case.reopened_at is not None
    assert case.status == "distributed"
    assert version.remark == "The figures are old."
    assert "case_reopened" in verbs(case)


def test_a_discussed_case_can_be_opened_too(client, discussed, expert):
    send(client, expert, "reopen", discussed, reason="We learnt something.")

    assert Case.objects.get().reopened_at is not None


def test_without_a_reason_it_stays_closed(client, distributed, expert):
    response = send(client, expert, "reopen", distributed, reason=" ")

    assert response.status_code == 422
    assert Case.objects.get().reopened_at is None


@pytest.mark.parametrize("verb", ["reopen", "publish", "end_writing"])
@pytest.mark.parametrize("who", ["editor", "participant"])
def test_nobody_else_opens_publishes_or_ends(client, rewritten, verb, who, request):
    person = request.getfixturevalue(who)

    assert send(client, person, verb, rewritten, reason="x", remark="x").status_code == 403
    assert ask(client, person, verb, rewritten).status_code == 403
    assert Case.objects.get().reopened_at is not None
    assert Edition.objects.count() == 1


@pytest.mark.parametrize("stage", ["accepted", "reopened", "closed"])
def test_what_cannot_be_opened_says_why(client, stage, request, expert):
    if stage == "closed":
        case = services.close_case(request.getfixturevalue("discussed"), by=expert)
    else:
        case = request.getfixturevalue(stage)

    response = ask(client, expert, "reopen", case)
    refused = send(client, expert, "reopen", case, reason="Why not?")

    assert response.status_code == 302
    assert len(said(response)) >= 1
    assert refused.status_code == 422
    assert CaseVersion.objects.filter(occasion=Occasion.REOPENED).count() == (stage == "reopened")


# While it is written


def test_the_city_writes_again_and_members_keep_reading_the_last_edition(
    client, rewritten, editor, participant
):
    edition = ask(client, participant, "detail", rewritten)
    own = ask(client, editor, "detail", rewritten)
    draft = ask(client, editor, "draft", rewritten)

    assert "Quite another story." not in edition.text
    assert "Quite another story." not in own.text
    assert "Quite another story." in draft.text
    assert "Members still read edition 1" in draft.text
    assert Case.objects.editable_by(editor).filter(pk=rewritten.pk).exists()
    assert ask(client, editor, "write", rewritten, "setting").status_code == 200


@pytest.mark.parametrize("who", ["participant", "stranger", "neighbour"])
def test_nobody_else_finds_the_working_text(client, rewritten, who, request):
    assert ask(client, request.getfixturevalue(who), "draft", rewritten).status_code == 404


@pytest.mark.parametrize("verb", ["detail", "list", "in_short"])
def test_the_new_question_is_nobody_elses_before_it_is_published(
    client, reopened, participant, expert, verb
):
    StrategicIssue.objects.filter(case=reopened).update(question="A question still in the making?")
    client.force_login(participant)
    names = [reopened.programme.slug, *([] if verb == "list" else [reopened.city.slug])]

    before = client.get(reverse(f"cases:{verb}", args=names))
    services.publish_edition(reopened, by=expert, remark="Asked anew.")
    after = client.get(reverse(f"cases:{verb}", args=names))

    assert "A question still in the making?" not in before.text
    assert "Which way should the cluster go?" in before.text
    assert "A question still in the making?" in after.text


def test_a_case_that_is_written_again_is_not_closed(client, discussed, expert):
    services.reopen_case(discussed, by=expert, reason="More.")

    response = send(client, expert, "close", discussed)

    assert "open for its next edition" in said(response)[0]
    assert Case.objects.get().status == "discussed"


# Publishing


def test_publishing_shows_what_changed_and_asks_for_a_remark(client, rewritten, expert):
    page = ask(client, expert, "publish", rewritten)

    assert "Publish edition 2" in page.text
    assert "<ins>" in page.text
    assert "Text changed:" in page.context["form"].initial["remark"]


def test_publishing_reminds_of_an_edition_that_visitors_read(client, rewritten, expert):
    assert "is public and stays it" not in ask(client, expert, "publish", rewritten).text
    rewritten.editions.update(public_since=timezone.now())

    assert "Edition 1 is public and stays it" in ask(client, expert, "publish", rewritten).text


def test_the_next_edition_takes_the_place_of_the_last(client, rewritten, expert, participant):
    RegistrationFactory(workshop=rewritten.workshop, user=participant)

    send(client, expert, "publish", rewritten, remark="Governance is told anew.")

    case = Case.objects.get(pk=rewritten.pk)
    first, second = Edition.objects.order_by("number")
    assert (second.number, second.remark) == (2, "Governance is told anew.")
    assert case.reopened_at is None
    assert {r.edition: r.user for r in Receipt.objects.all()} == {second: participant}
    assert "case_edition_published" in verbs(case)
    page = ask(client, participant, "detail", case)
    assert "Quite another story." in page.text
    assert "Governance is told anew." in page.text
    assert "Quite another story." not in str(first.content)


def test_without_a_remark_nothing_is_published(client, rewritten, expert):
    assert send(client, expert, "publish", rewritten, remark="").status_code == 422
    assert Edition.objects.count() == 1


def test_nothing_changed_is_no_edition(client, reopened, expert):
    response = send(client, expert, "publish", reopened, remark="Nothing, really.")

    assert response.status_code == 422
    assert "Nothing has changed since edition 1" in response.text
    assert Edition.objects.count() == 1


def test_the_checks_of_a_submission_hold_for_a_new_edition_too(client, rewritten, expert):
    Answer.objects.filter(case=rewritten, topic="life_cycle").update(text="")

    response = send(client, expert, "publish", rewritten, remark="Shorter.")

    assert response.status_code == 422
    assert "cannot be published yet: 1 thing is missing" in response.text
    assert url_of("write", rewritten, "setting") in response.text
    assert Edition.objects.count() == 1


def test_the_second_of_two_who_publish_is_told(client, second, expert):
    response = send(client, expert, "publish", second.case, remark="Me too.")

    assert response.status_code == 422
    assert "not open for a new edition" in response.text
    assert Edition.objects.count() == 2


# Ending without


def test_ending_without_an_edition_loses_no_word(client, rewritten, expert, editor):
    page = ask(client, expert, "end_writing", rewritten)
    send(client, expert, "end_writing", rewritten)

    case = Case.objects.get(pk=rewritten.pk)
    kept = CaseVersion.objects.get(occasion=Occasion.NAMED)
    assert "Nothing that was written is lost" in page.text
    assert case.reopened_at is None
    assert kept.name == "Written for edition 2, not published"
    assert "Quite another story." in str(kept.content)
    assert Answer.objects.filter(text="Quite another story.").exists()
    assert "Quite another story." not in ask(client, editor, "detail", case).text
    assert "case_edition_ended" in verbs(case)


# Reading older ones, and comparing


def test_earlier_editions_stay_readable_and_say_that_they_are_old(client, second, participant):
    page = ask(client, participant, "edition", second.case, 1)

    assert "Quite another story." not in page.text
    assert "Edition 2 has taken its place" in page.text
    assert ask(client, participant, "edition", second.case, 3).status_code == 404


def test_two_editions_are_compared_word_by_word(client, second, participant):
    page = ask(client, participant, "edition_changes", second.case, 2)

    assert "<ins>" in page.text
    assert "Quite another story." in page.text.replace("</span>", "").replace("<ins>", "")
    assert ask(client, participant, "edition_changes", second.case, 1).status_code == 404


@pytest.fixture
def secret(reopened, expert):
    """Edition 2, in which only confidential parts changed beside one open text."""
    topic = "firm_formation"
    rewrite(reopened, topic, "Topsecret words about a firm.", is_confidential=True)
    ObjectiveTarget.objects.filter(case=reopened, objective=topic).update(target=987654)
    services.publish_edition(reopened, by=expert, remark="Parts changed.")
    again = services.reopen_case(reopened, by=expert, reason="Once more.")
    rewrite(again, topic, "Topsecret words about two firms.", is_confidential=True)
    ObjectiveTarget.objects.filter(case=again, objective=topic).update(target=123456)
    services.publish_edition(again, by=expert, remark="Parts changed again.")
    return Case.objects.get(pk=again.pk)


@pytest.mark.parametrize(("who", "reads"), [("participant", False), ("neighbour", True)])
def test_confidential_parts_are_for_the_group_alone(client, secret, who, reads, request):
    person = request.getfixturevalue(who)
    numbers = ("987654", "987,654", "123456", "123,456")

    for verb in ("detail", "edition 2", "edition_changes 2", "edition_changes 3"):
        name, *edition = verb.split()
        page = ask(client, person, name, secret, *edition).text

        assert ("Topsecret" in page) is reads
        assert any(number in page for number in numbers) is reads


def test_the_prefilled_remark_tells_nothing_confidential(client, reopened, expert):
    rewrite(reopened, "firm_formation", "Topsecret words.", is_confidential=True)
    services.publish_edition(reopened, by=expert, remark="Parts changed.")
    again = services.reopen_case(reopened, by=expert, reason="Once more.")
    rewrite(again, "firm_formation", "Other topsecret words.", is_confidential=True)

    page = ask(client, expert, "publish", again)

    assert page.context["form"].initial["remark"] == "Parts that are confidential changed."


# Attachments


def add_file(case, editor, name="slides.pdf", **values):
    upload = SimpleUploadedFile(name, A_PDF)
    return services.add_attachment(case, by=editor, upload=upload, description=name, **values)


def test_a_file_added_meanwhile_waits_for_the_new_edition(
    client, reopened, editor, participant, expert
):
    attachment = add_file(reopened, editor)

    before = ask(client, participant, "attachment", reopened, attachment.pk)
    listed = ask(client, participant, "detail", reopened)
    own = ask(client, editor, "attachment", reopened, attachment.pk)
    services.publish_edition(reopened, by=expert, remark="With slides.")
    after = ask(client, participant, "attachment", reopened, attachment.pk)

    assert before.status_code == 404
    assert "slides.pdf" not in listed.text
    assert own.status_code == 200
    assert after.status_code == 200


def test_a_confidential_file_stays_confidential(
    client, reopened, editor, participant, neighbour, expert
):
    attachment = add_file(reopened, editor, is_confidential=True)

    waiting = ask(client, neighbour, "attachment", reopened, attachment.pk)
    services.publish_edition(reopened, by=expert, remark="With slides.")

    assert waiting.status_code == 404
    assert ask(client, neighbour, "attachment", reopened, attachment.pk).status_code == 200
    assert ask(client, participant, "attachment", reopened, attachment.pk).status_code == 404


def test_a_file_taken_out_stays_with_the_edition_that_has_it(
    client, draft, editor, expert, coordinator, participant
):
    attachment = add_file(draft, editor)
    services.submit_case(draft, by=editor)
    services.accept_case(draft, by=expert)
    services.distribute_case(draft, by=coordinator)
    case = services.reopen_case(draft, by=expert, reason="Old slides.")

    page = ask(client, editor, "attachment_delete", case, attachment.pk)
    response = send(client, editor, "attachment_delete", case, attachment.pk)
    services.publish_edition(case, by=expert, remark="Without slides.")

    attachment.refresh_from_db()
    assert "The edition that has it keeps it" in page.text
    assert response.url.startswith(url_of("draft", case))
    assert attachment.removed_at is not None
    assert ask(client, participant, "attachment", case, attachment.pk).status_code == 200
    assert "slides.pdf" in ask(client, participant, "edition", case, 1).text
    assert "slides.pdf" not in ask(client, participant, "edition", case, 2).text
    assert send(client, editor, "attachment_delete", case, attachment.pk).status_code == 302


def test_a_file_that_no_edition_has_goes_for_good(reopened, editor):
    attachment = add_file(reopened, editor)

    services.delete_attachment(attachment, by=editor)

    assert not Attachment.objects.exists()


# Counting


@pytest.mark.parametrize("rows", [1, 3])
def test_a_case_with_three_editions_asks_as_much_as_one_with_two(
    client, distributed, expert, participant, rows, django_assert_num_queries
):
    for number in range(rows):
        case = services.reopen_case(distributed, by=expert, reason="Again.")
        rewrite(case, "life_cycle", f"Written for the {number}th time.")
        services.publish_edition(case, by=expert, remark="Changed.")
    client.force_login(participant)

    with django_assert_num_queries(9):
        client.get(distributed.get_absolute_url())
    # Session, user, seats, case, edition, the one before.
    with django_assert_num_queries(6):
        client.get(url_of("edition_changes", distributed, rows + 1))
