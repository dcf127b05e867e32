"""Comments pressed twice, changed and withdrawn; what they quote; numbers beside the topics."""

import datetime

import pytest
from django.utils import timezone

from cases.models import Answer, Comment
from cases.talk import comments_of
from programme.models import Activity
from tests.cases.remarks import add_comment, change_comment, resolve_comment
from tests.cases.test_talk import send, texts, url_of
from tests.factories import CommentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(draft):
    return draft


# Twice, changed, withdrawn


def test_a_double_click_makes_one_comment(client, case, editor):
    for _press in range(2):
        send(client, editor, "comment_create", case, text="Why nine?", about="growth")

    assert Comment.objects.count() == 1
    assert Activity.objects.about(case).filter(verb="comment_added").count() == 1


def test_the_same_words_elsewhere_later_or_of_another_are_comments_of_their_own(
    case, editor, expert
):
    first = add_comment(case, by=editor, text="Why?", about="growth")
    Comment.objects.filter(pk=first.pk).update(
        created_at=timezone.now() - datetime.timedelta(minutes=2)
    )
    add_comment(case, by=editor, text="Why?", about="growth")
    add_comment(case, by=editor, text="Why?", about="governance")
    add_comment(case, by=expert, text="Why?", about="growth")
    add_comment(case, by=editor, text="Why?", parent=first)

    assert Comment.objects.count() == 5


def test_own_words_are_changed_and_marked_as_edited(client, case, editor):
    comment = CommentFactory(case=case, author=editor)

    response = send(client, editor, "comment_change", case, comment.pk, text="Why ten?")

    comment.refresh_from_db()
    assert comment.text == "Why ten?"
    assert comment.edited_at is not None
    assert "(edited)" in client.get(response.url).text
    assert Activity.objects.about(case).get().verb == "comment_changed"


def test_saving_the_same_words_again_is_no_change(case, editor):
    comment = CommentFactory(case=case, author=editor)

    change_comment(comment, by=editor, text=comment.text)

    comment.refresh_from_db()
    assert comment.edited_at is None


def test_own_words_are_withdrawn(client, case, editor):
    comment = CommentFactory(case=case, author=editor)

    send(client, editor, "comment_withdraw", case, comment.pk)

    assert Comment.objects.count() == 0
    assert Activity.objects.about(case).get().verb == "comment_withdrawn"


@pytest.mark.parametrize("name", ["comment_change", "comment_withdraw"])
def test_what_was_answered_stays_as_it_is_and_keeps_the_new_words(
    client, case, editor, expert, name
):
    comment = CommentFactory(case=case, author=editor, text="Before.")
    add_comment(case, by=expert, text="So?", parent=comment)

    response = send(client, editor, name, case, comment.pk, text="After.")

    comment.refresh_from_db()
    assert comment.text == "Before."
    if name == "comment_change":
        assert response.status_code == 422
        assert "Somebody has answered this comment" in response.text
        assert response.context["talk"].refused.text == "After."
    else:
        assert Comment.objects.count() == 2


@pytest.mark.parametrize("name", ["comment_change", "comment_withdraw"])
def test_what_was_resolved_stays_as_it_is(client, case, editor, expert, name):
    comment = CommentFactory(case=case, author=editor, text="Before.")
    resolve_comment(comment, by=expert)

    send(client, editor, name, case, comment.pk, text="After.")

    assert Comment.objects.get().text == "Before."


@pytest.mark.parametrize("name", ["comment_change", "comment_withdraw"])
def test_what_another_said_is_not_changed(client, case, editor, coordinator, name):
    comment = CommentFactory(case=case, author=editor, text="Before.")

    response = send(client, coordinator, name, case, comment.pk, text="After.")

    assert response.status_code == 403
    assert Comment.objects.get().text == "Before."


def test_a_change_without_words_is_refused(client, case, editor):
    comment = CommentFactory(case=case, author=editor, text="Before.")

    response = send(client, editor, "comment_change", case, comment.pk, text="  ")

    assert response.status_code == 422
    assert "Write the comment first." in response.text
    assert Comment.objects.get().text == "Before."


def test_the_last_reply_can_be_changed_and_the_one_before_it_not(case, editor):
    first = CommentFactory(case=case)
    add_comment(case, by=editor, text="One.", parent=first)
    add_comment(case, by=editor, text="Two.", parent=first)

    [thread] = comments_of(case, reader=editor).threads

    assert [said.can_change for said in thread.answers] == [False, True]
    assert not thread.first.can_change


def test_the_page_offers_to_change_only_what_can_be_changed(client, case, editor):
    CommentFactory(case=case, author=editor, text="Mine.")
    CommentFactory(case=case, text="Theirs.")
    client.force_login(editor)

    response = client.get(url_of("comments", case))

    assert response.text.count("Withdraw it") == 1


# Words in every shape


def test_markup_names_and_scripts_of_other_directions_are_shown_as_they_are(client, case, editor):
    author = UserFactory(name="ليلى <b>حداد</b>")
    CommentFactory(case=case, author=author, text="<script>alert(1)</script>\nשלום", quote="<i>x")
    client.force_login(editor)

    text = client.get(url_of("comments", case)).text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>שלום" in text
    assert '<strong dir="auto">ليلى &lt;b&gt;حداد&lt;/b&gt;</strong>' in text
    assert "&lt;i&gt;x" in text


def test_ten_thousand_characters_fit_with_the_line_ends_of_a_browser(client, case, editor):
    words = "\r\n".join(["x" * 99] * 100)

    response = send(client, editor, "comment_create", case, text=words)

    assert response.status_code == 302
    assert len(Comment.objects.get().text) == 9_999


def test_a_comment_keeps_the_words_it_speaks_of(client, case, editor):
    Answer.objects.filter(case=case, topic="growth").update(text="It grew by **nine** firms.")

    send(client, editor, "comment_create", case, text="Why?", about="growth", quote=" by  nine ")

    [thread] = comments_of(case).threads
    assert (thread.comment.quote, thread.is_quote_gone) == ("by nine", False)


def test_a_quote_says_when_the_text_has_other_words(case):
    Answer.objects.filter(case=case, topic="growth").update(text="It grew by ten firms.")
    CommentFactory(case=case, topic="growth", quote="by nine")

    [thread] = comments_of(case).threads

    assert thread.is_quote_gone


def test_a_long_quote_is_cut_and_not_refused(client, case, editor):
    send(client, editor, "comment_create", case, text="Why?", about="growth", quote="x" * 800)

    quote = Comment.objects.get().quote
    assert (len(quote), quote[-1]) == (500, "…")


# Beside the topics


def test_each_topic_of_the_draft_says_how_many_comments_are_open(client, case, expert):
    CommentFactory.create_batch(2, case=case, topic="growth")
    resolve_comment(CommentFactory(case=case, topic="governance"), by=expert)
    client.force_login(expert)

    text = client.get(case.get_absolute_url()).text

    link = f'{url_of("comments", case)}?on=growth" data-comments-on="growth">2 open comments'
    assert link in text
    assert 'data-comments-on="governance"' not in text
    assert f'{url_of("comments", case)}?about=governance#new-comment"' in text


def test_each_topic_of_the_form_says_how_many_comments_are_open(client, case, editor, expert):
    CommentFactory(case=case, topic="growth", author=expert)
    client.force_login(editor)

    text = client.get(url_of("write", case, "performance")).text

    assert 'data-comments-on="growth">1 open comment' in text
    assert 'data-comment-on="competitiveness"' in text


def test_the_page_of_one_topic_shows_its_comments_alone(client, case, editor):
    CommentFactory(case=case, topic="growth", text="On growth.")
    CommentFactory(case=case, topic="governance", text="Elsewhere.")
    client.force_login(editor)

    response = client.get(url_of("comments", case), {"on": "growth"})

    assert texts(response.context["talk"]) == ["On growth."]
    assert '<option value="growth" selected>' in response.text


def test_htmx_brings_the_numbers_beside_the_topics_up_to_date(client, case, editor):
    response = send(
        client,
        editor,
        "comment_create",
        case,
        headers={"HX-Request": "true"},
        text="Why?",
        about="life_cycle",
        section="setting",
    )

    assert 'id="comments-on-life_cycle" class="topic-comments" hx-swap-oob="true"' in response.text
    assert "1 open comment" in response.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_comments_asks_as_much_for_three_threads_as_for_one(
    client, case, editor, expert, rows, django_assert_num_queries
):
    for number in range(rows):
        thread = CommentFactory(case=case, topic="growth", author=expert, quote=f"{number} firms")
        add_comment(case, by=editor, text="We look.", parent=thread)
        resolve_comment(CommentFactory(case=case, author=editor), by=expert)
    client.force_login(editor)

    # Session, user, seats, case, comments, the texts that are quoted.
    with django_assert_num_queries(6):
        response = client.get(url_of("comments", case))

    assert len(response.context["talk"].threads) == 2 * rows


def test_a_place_that_does_not_exist_is_no_place(client, case, editor):
    CommentFactory(case=case, topic="growth", text="On growth.")
    client.force_login(editor)

    response = client.get(
        url_of("comments", case), {"on": "weather", "about": "'\"", "quote": '"><script>'}
    )

    assert texts(response.context["talk"]) == ["On growth."]
    assert 'value="&quot;&gt;&lt;script&gt;"' in response.text
