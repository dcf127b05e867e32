import pytest
from django.urls import reverse

from cases.models import Comment
from cases.outline import SECTION_BY_KEY
from cases.talk import by_section, comments_of, open_by_place
from programme.models import Activity
from tests.cases.remarks import add_comment, resolve_comment
from tests.factories import CommentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def case(draft):
    return draft


def url_of(name, case, *more):
    return reverse(f"cases:{name}", args=[case.programme.slug, case.city.slug, *more])


def send(client, user, name, case, *more, headers=None, **data):
    client.force_login(user)
    return client.post(url_of(name, case, *more), data, headers=headers)


def texts(talk):
    return [thread.comment.text for thread in talk.threads]


# What stands where


def test_a_section_shows_the_comments_on_it_and_on_its_topics(case):
    CommentFactory(case=case, topic="", text="On the whole.")
    CommentFactory(case=case, topic="setting", text="On the section.")
    CommentFactory(case=case, topic="life_cycle", text="On a topic.")
    CommentFactory(case=case, topic="growth", text="Elsewhere.")

    assert texts(comments_of(case, SECTION_BY_KEY["setting"])) == [
        "On the section.",
        "On a topic.",
    ]


def test_the_whole_case_shows_every_comment(case):
    CommentFactory(case=case, topic="")
    CommentFactory(case=case, topic="growth")
    CommentFactory(topic="growth")

    assert len(comments_of(case).threads) == 2


def test_replies_stand_under_their_comment_oldest_first(case, editor, expert):
    first = CommentFactory(case=case)
    add_comment(case, by=editor, text="One.", parent=first)
    add_comment(case, by=expert, text="Two.", parent=first)

    [thread] = comments_of(case).threads

    assert [reply.text for reply in thread.replies] == ["One.", "Two."]


def test_open_threads_are_counted_by_section(case, expert):
    CommentFactory(case=case, topic="growth")
    CommentFactory(case=case, topic="performance")
    CommentFactory(case=case, topic="")
    resolve_comment(CommentFactory(case=case, topic="growth"), by=expert)

    assert by_section(open_by_place(case)) == {"performance": 2, "": 1}


@pytest.mark.parametrize("rows", [1, 3])
def test_comments_cost_one_query_however_many_they_are(case, rows, django_assert_num_queries):
    for comment in CommentFactory.create_batch(rows, case=case):
        CommentFactory(case=case, parent=comment)

    with django_assert_num_queries(1):
        talk = comments_of(case)

    assert [len(thread.replies) for thread in talk.threads] == [1] * rows


# Writing them


@pytest.mark.parametrize("who", ["coordinator", "expert", "editor"])
def test_whoever_reads_the_draft_comments_on_it(client, case, request, who):
    person = request.getfixturevalue(who)

    response = send(client, person, "comment_create", case, text="Why nine?", about="growth")

    comment = Comment.objects.get()
    assert response.url == f"{url_of('comments', case)}#comment-{comment.pk}"
    assert (comment.case, comment.topic, comment.author) == (case, "growth", person)
    assert Activity.objects.about(case).get().verb == "comment_added"


@pytest.mark.parametrize("who", ["participant", "stranger", "neighbour", "outsider"])
def test_comments_are_not_there_for_others_not_even_after_distribution(
    client, distributed, request, who
):
    comment = CommentFactory(case=distributed)
    person = request.getfixturevalue(who)
    client.force_login(person)

    answers = {
        client.get(url_of("comments", distributed)).status_code,
        send(client, person, "comment_create", distributed, text="Hello").status_code,
        send(client, person, "comment_resolve", distributed, comment.pk).status_code,
        send(client, person, "comment_reopen", distributed, comment.pk).status_code,
    }

    assert answers == {404}
    assert Comment.objects.count() == 1


def test_a_comment_leads_back_to_where_it_was_written(client, case, editor):
    back = case.get_absolute_url()

    response = send(client, editor, "comment_create", case, text="Why?", next=back)

    assert response.url == f"{back}#comment-{Comment.objects.get().pk}"


def test_a_comment_does_not_lead_to_another_site(client, case, editor):
    response = send(
        client, editor, "comment_create", case, text="Why?", next="https://elsewhere.example/"
    )

    assert response.url == f"{url_of('comments', case)}#comment-{Comment.objects.get().pk}"


@pytest.mark.parametrize("name", ["comments", "admin:index", "99:99"])
def test_the_way_back_is_a_path_and_no_name_of_a_page(client, case, editor, name):
    response = send(client, editor, "comment_create", case, text="Why?", next=name)

    assert response.url == f"{url_of('comments', case)}#comment-{Comment.objects.get().pk}"


def test_an_empty_comment_is_refused_at_its_field(client, case, editor):
    response = send(client, editor, "comment_create", case, text=" ", about="growth")

    assert response.status_code == 422
    assert "Write the comment first." in response.text
    assert '<option value="growth" selected>' in response.text


def test_a_reply_that_is_too_long_keeps_its_words(client, case, editor):
    comment = CommentFactory(case=case)
    words = "word " * 2_001

    response = send(client, editor, "comment_create", case, text=words, parent=comment.pk)

    assert response.status_code == 422
    assert words.strip() in response.text
    assert response.context["talk"].refused_parent == comment.pk


def test_a_reply_goes_to_a_comment_of_the_same_case(client, case, editor):
    elsewhere = CommentFactory()

    response = send(client, editor, "comment_create", case, text="So?", parent=elsewhere.pk)

    assert response.status_code == 422
    assert Comment.objects.filter(case=case).count() == 0


@pytest.mark.parametrize("parent", ["nonsense", "²", "99999999", "9" * 5_000])
def test_a_reply_to_nothing_is_refused_and_keeps_its_words(client, case, editor, parent):
    response = send(client, editor, "comment_create", case, text="Who says so?", parent=parent)

    assert response.status_code == 422
    assert "Who says so?" in response.text


def test_a_comment_is_about_something_of_the_outline(client, case, editor):
    response = send(client, editor, "comment_create", case, text="So?", about="weather")

    assert response.status_code == 422


def test_htmx_gets_the_comments_of_the_section_alone(client, case, editor):
    CommentFactory(case=case, topic="growth", text="Elsewhere.")

    response = send(
        client,
        editor,
        "comment_create",
        case,
        headers={"HX-Request": "true"},
        text="Who supplies?",
        about="life_cycle",
        section="setting",
    )

    assert response.status_code == 200
    assert "<html" not in response.text
    assert 'id="comments"' in response.text
    assert "Who supplies?" in response.text
    assert "Elsewhere." not in response.text


def test_htmx_puts_the_keyboard_on_what_was_just_said(client, case, editor):
    htmx = {"HX-Request": "true"}

    saved = send(client, editor, "comment_create", case, headers=htmx, text="Who supplies?")
    comment = Comment.objects.get()
    resolved = send(client, editor, "comment_resolve", case, comment.pk, headers=htmx)

    assert f'<li id="comment-{comment.pk}" tabindex="-1" autofocus>' in saved.text
    assert '<h2 id="comments-heading" tabindex="-1" autofocus>' in resolved.text
    assert saved.text.count("autofocus>") == resolved.text.count("autofocus>") == 1


def test_htmx_gets_a_refused_comment_back_with_its_words(client, case, editor):
    response = send(
        client,
        editor,
        "comment_create",
        case,
        headers={"HX-Request": "true"},
        text="x" * 10_001,
        section="setting",
    )

    assert response.status_code == 422
    assert "<html" not in response.text
    assert "x" * 10_001 in response.text


# Resolving


def test_a_comment_is_resolved_and_opened_again(client, case, editor, expert):
    comment = CommentFactory(case=case)

    send(client, editor, "comment_resolve", case, comment.pk)
    comment.refresh_from_db()
    resolved_by = comment.resolved_by
    send(client, expert, "comment_reopen", case, comment.pk)
    comment.refresh_from_db()

    assert resolved_by == editor
    assert (comment.resolved_at, comment.resolved_by) == (None, None)
    assert set(Activity.objects.about(case).values_list("verb", flat=True)) == {
        "comment_resolved",
        "comment_reopened",
    }


@pytest.mark.parametrize("name", ["comment_resolve", "comment_reopen"])
def test_a_comment_is_not_changed_by_opening_an_address(client, case, editor, name):
    client.force_login(editor)

    assert client.get(url_of(name, case, CommentFactory(case=case).pk)).status_code == 405


def test_a_comment_is_reached_through_its_own_case_alone(client, case, editor):
    elsewhere = CommentFactory()

    assert send(client, editor, "comment_resolve", case, elsewhere.pk).status_code == 404


def test_the_link_beside_a_topic_chooses_the_topic(client, case, editor):
    client.force_login(editor)

    response = client.get(url_of("comments", case), {"about": "growth"})

    assert '<option value="growth" selected>' in response.text
