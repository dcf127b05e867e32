"""Out as a file, back in, compared, and taken over: through the pages."""

import datetime
from io import BytesIO

import docx
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cases import services
from cases.exchange import waiting
from cases.models import Answer, Case, CaseVersion, SectionLock
from cases.tasks import clear_uploads
from programme.models import Activity
from tests.cases.conftest import answer_to
from tests.factories import CaseFactory, FigureFactory
from tests.html_forms import fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def case(draft):
    return draft


@pytest.fixture
def address(case):
    """The address of one of the pages."""

    def address(name="", *more):
        view = f"cases:exchange_{name}" if name else "cases:exchange"
        return reverse(view, args=[case.programme.slug, case.city.slug, *more])

    return address


@pytest.fixture
def download(client, address):
    def download(person, suffix, name="draft"):
        client.force_login(person)
        return client.get(address(name, suffix))

    return download


@pytest.fixture
def upload(client, address):
    """Bring a file back; the answer is the preview, or the page that refuses it."""

    def upload(person, data, name="case.md"):
        client.force_login(person)
        data = data.encode() if isinstance(data, str) else data
        return client.post(address(), {"file": SimpleUploadedFile(name, data)}, follow=True)

    return upload


@pytest.fixture
def take_over(client):
    """Press the button of a preview as it stands, with some fields changed."""

    def take_over(page, *without, **more):
        fields = fields_of(page, "exchange-form")
        for name in without:
            del fields[name]
        return client.post(page.request["PATH_INFO"], fields | more, follow=True)

    return take_over


def in_markdown(client, download, editor):
    return download(editor, "md").content.decode()


def keys_of(page):
    return [change.key for change in page.context["preview"].changes]


def words_on(page):
    return " ".join(str(message) for message in page.context["messages"])


OLD, NEW = "Six words that say enough here.", "Six other words that say enough."


def changed(text, topic="growth", new=NEW):
    """The file with another text under one topic."""
    before, mark, after = text.partition(f"<!-- topic: {topic},")
    return before + mark + after.replace(OLD, new, 1)


# Out


@pytest.mark.parametrize("suffix", ["docx", "md"])
def test_a_draft_is_handed_out_under_a_name_that_says_what_it_is(download, editor, suffix):
    response = download(editor, suffix)

    assert response.status_code == 200
    assert "-draft-as-of-" in response["Content-Disposition"]
    assert response["Content-Disposition"].endswith(f'.{suffix}"')
    assert response["X-Content-Type-Options"] == "nosniff"


def test_there_is_no_file_of_another_kind(download, editor):
    assert download(editor, "exe").status_code == 404


def test_a_word_file_is_well_set(download, case, editor):
    case.programme.funding_line = "Paid by a fund"
    case.programme.save()

    document = docx.Document(BytesIO(download(editor, "docx").content))

    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert (styles.count("Heading 1"), styles.count("Title")) == (6, 1)
    # 26 topics and seven tables.
    assert styles.count("Heading 2") == 33
    assert len(document.tables) == 7
    assert "Paid by a fund" in document.sections[0].footer.paragraphs[0].text
    assert str(case) in document.sections[0].header.paragraphs[0].text


def test_an_edition_is_a_file_to_read_and_says_nothing_confidential(
    case, download, distribute_with_secret, participant, neighbour
):
    distribute_with_secret()

    for suffix in ("docx", "md"):
        outside = words_of(download(participant, suffix, "edition"), suffix)
        inside = words_of(download(neighbour, suffix, "edition"), suffix)
        assert ("Secret" in outside, "Secret" in inside) == (False, True)
        assert "left out here" in outside
        assert "secret measure" not in outside
        assert "version:" not in outside


@pytest.fixture
def distribute_with_secret(case, editor, expert, coordinator):
    def distribute_with_secret():
        Answer.objects.filter(case=case, topic="intelligence").update(
            text="Secret of the house", is_confidential=True
        )
        case.objective_targets.filter(objective="intelligence").update(measure="secret measure")
        services.submit_case(case, by=editor)
        services.accept_case(case, by=expert)
        services.distribute_case(case, by=coordinator)

    return distribute_with_secret


def words_of(response, suffix):
    if suffix == "md":
        return response.content.decode()
    document = docx.Document(BytesIO(response.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_file_to_read_has_no_room_and_no_hints(case, download, distribute_with_secret, editor):
    Case.objects.filter(pk=case.pk).update(lifecycle_stage="mature")
    distribute_with_secret()

    text = download(editor, "md", "edition").content.decode()

    assert "| Life-cycle stage | Mature |\n" in text
    assert "Embryonic" not in text
    assert "\n|  |" not in text
    assert "Confidential: no" not in text


def test_the_working_text_stays_closed_to_readers_of_an_edition(
    download, distribute_with_secret, participant
):
    distribute_with_secret()

    assert download(participant, "md", "draft").status_code == 404


def test_a_case_without_an_edition_has_no_file_of_one(download, editor):
    assert download(editor, "md", "edition").status_code == 404


# Back in


def test_an_untouched_file_changes_nothing(client, download, upload, editor):
    page = upload(editor, in_markdown(client, download, editor))

    assert keys_of(page) == []
    assert "changes nothing" in page.text


def test_nothing_is_written_before_it_is_taken_over(client, case, download, upload, editor):
    page = upload(editor, changed(in_markdown(client, download, editor)))

    assert keys_of(page) == ["growth"]
    assert answer_to(case, "growth").text == OLD
    assert not CaseVersion.objects.exists()
    assert not Activity.objects.about(case).exists()


def test_what_is_ticked_is_taken_over(client, case, download, upload, take_over, editor):
    text = changed(in_markdown(client, download, editor))
    page = upload(editor, changed(text, "initiation"))

    done = take_over(page, "take-initiation")

    growth = answer_to(case, "growth")
    assert (growth.text, growth.version, growth.updated_by) == (NEW, 2, editor)
    assert answer_to(case, "initiation").text == OLD
    assert words_on(done) == "1 change was taken over."
    assert CaseVersion.objects.get().occasion == "imported"


def test_taking_over_twice_changes_nothing_the_second_time(
    client, case, download, upload, take_over, editor
):
    page = upload(editor, changed(in_markdown(client, download, editor)))
    take_over(page)

    again = take_over(page)

    assert "Nothing was taken over." in words_on(again)
    assert answer_to(case, "growth").version == 2
    assert CaseVersion.objects.count() == 1


def test_two_uploads_in_two_tabs_do_not_disturb_each_other(
    client, case, download, upload, take_over, editor
):
    text = in_markdown(client, download, editor)
    first, second = upload(editor, changed(text)), upload(editor, changed(text, "initiation"))

    take_over(first)
    take_over(second)

    assert [answer_to(case, topic).text for topic in ("growth", "initiation")] == [NEW, NEW]


def test_typed_parts_come_back_too(client, case, download, upload, take_over, editor):
    FigureFactory(cluster=case.cluster, label="Members", source="Atlas")
    text = in_markdown(client, download, editor)
    text = text.replace("| Founding year |  |", "| Founding year | 2005 |")
    text = text.replace("| Intelligence | 0 |", "| Intelligence | 4 |")
    text = text.replace("|  |  |  |  |  |  |", "| Firms | over | 1200 | firms | May 2011 | x |", 1)
    text = text.replace("Which way should the cluster go?", "Which way, and when?")

    page = upload(editor, text)
    take_over(page)

    now = Case.objects.get(pk=case.pk)
    assert now.founding_year == 2005
    assert now.objective_targets.get(objective="intelligence").priority == 4
    assert now.issues.get().question == "Which way, and when?"
    assert {str(figure) for figure in now.cluster.figures.all()} == {
        "Members: 60",
        "Firms: over 1,200 firms",
    }
    assert now.cluster.figures.get(label="Firms").precision == "month"


def test_what_cannot_be_read_is_named_with_its_place(client, case, download, upload, editor):
    text = in_markdown(client, download, editor)
    text = text.replace("| Life-cycle stage |  |", "| Life-cycle stage | asleep |")
    text = text.replace("| Founding year |  |", "| Founding year | 12,000 |")
    text = text.replace("| Intelligence | 0 |  |  |", "| Intelligence | 9 |  | many |")
    text = text.replace("|  |  |  |  |  |  |", "| Firms |  |  |  | then |  |", 1)
    text = text.replace("Confidential: no |", "Confidential: maybe |", 1)

    page = upload(editor, text)

    places = {problem.place for problem in page.context["preview"].problems}
    assert places == {
        "Life-cycle stage",
        "Process: Founding year",
        "Objectives and targets: Intelligence, Priority",
        "Objectives and targets: Intelligence, Baseline",
        "Figures, row 1 (Firms): Value",
        "Figures, row 1 (Firms): As of",
        "Cluster life cycle: Confidential",
    }
    assert keys_of(page) == []


def test_not_known_and_confidential_are_read_from_the_small_line(
    client, case, download, upload, take_over, editor
):
    text = in_markdown(client, download, editor)
    before, mark, after = text.partition("<!-- topic: growth,")
    after = after.replace(
        "Confidential: no | Not known: no", "Confidential: yes | Not known: x y", 1
    )

    take_over(upload(editor, before + mark + after.replace(OLD, "", 1)))

    growth = answer_to(case, "growth")
    assert (growth.text, growth.is_confidential) == ("", True)
    assert (growth.is_not_known, growth.not_known_reason) == (True, "x y")


def test_a_text_that_would_go_is_not_ticked(client, download, upload, editor):
    page = upload(editor, changed(in_markdown(client, download, editor), new=""))

    [change] = page.context["preview"].changes
    assert (change.key, change.is_removal, change.is_ticked) == ("growth", True, False)


# While others write


def write_online(case, topic, text):
    Answer.objects.filter(case=case, topic=topic).update(text=text, version=2)


def test_a_topic_that_changed_online_is_marked_and_not_ticked(
    client, case, download, upload, take_over, editor
):
    text = changed(in_markdown(client, download, editor))
    write_online(case, "growth", "Written online.")

    page = upload(editor, text)
    take_over(page)

    [change] = page.context["preview"].changes
    assert (change.is_moved, change.is_ticked) == (True, False)
    assert change.put_together == f"{NEW}\n\nWritten online."
    assert answer_to(case, "growth").text == "Written online."


def test_a_topic_that_lost_its_mark_is_compared_and_not_ticked(
    client, case, download, upload, editor
):
    before, mark, after = changed(in_markdown(client, download, editor)).partition(
        "<!-- topic: growth,"
    )
    write_online(case, "growth", "Written online.")

    page = upload(editor, before + after.partition("\n")[2])

    [change] = page.context["preview"].changes
    assert (change.key, change.is_unsure, change.is_ticked) == ("growth", True, False)


def test_both_texts_put_together_are_taken_over(client, case, download, upload, take_over, editor):
    text = changed(in_markdown(client, download, editor))
    write_online(case, "growth", "Written online.")
    page = upload(editor, text)

    take_over(page, **{"take-growth": "on", "way-growth": "together"})

    assert answer_to(case, "growth").text == f"{NEW}\n\nWritten online."


def test_a_topic_that_only_others_changed_is_no_difference(client, case, download, upload, editor):
    text = in_markdown(client, download, editor)
    write_online(case, "growth", "Written online.")

    assert keys_of(upload(editor, text)) == []


def test_what_somebody_saves_while_one_decides_is_not_overwritten(
    client, case, download, upload, take_over, editor
):
    page = upload(editor, changed(in_markdown(client, download, editor)))
    write_online(case, "growth", "Just now.")

    done = take_over(page)

    assert answer_to(case, "growth").text == "Just now."
    assert "Growth: changed online a moment ago" in words_on(done)


def test_a_table_that_changed_online_is_marked(client, case, download, upload, editor):
    text = in_markdown(client, download, editor)
    Case.objects.filter(pk=case.pk).update(legal_form="Association")

    page = upload(editor, text.replace("| Founding year |  |", "| Founding year | 2005 |"))

    changes = {c.key: (c.is_moved, c.is_ticked) for c in page.context["preview"].changes}
    assert changes["fact-founding_year"] == (True, False)
    # The file has the old, empty value: nobody takes the new one away by accident.
    assert changes["fact-legal_form"] == (True, False)


def test_a_locked_section_says_so_and_takes_nothing(
    client, case, download, upload, take_over, editor, expert
):
    SectionLock.objects.create(case=case, section="performance", reason="Done.", locked_by=expert)
    page = upload(editor, changed(in_markdown(client, download, editor)))

    done = take_over(page, **{"take-growth": "on"})

    assert "Done." in page.context["preview"].sections[0].lock
    assert "Done." in words_on(done)
    assert answer_to(case, "growth").text == OLD


def test_a_case_that_left_the_city_takes_no_file(client, case, download, upload, editor):
    text = in_markdown(client, download, editor)
    services.submit_case(case, by=editor)

    page = upload(editor, text)

    assert page.request["PATH_INFO"].endswith("/exchange/")
    assert "cannot be changed any more" in page.text


def test_a_file_of_another_case_is_named_and_nothing_is_ticked(client, download, upload, editor):
    text = changed(in_markdown(client, download, editor))

    page = upload(editor, text.replace("<!-- case: ", "<!-- case: elsewhere/"))

    assert "made for another case" in page.text
    assert [change.is_ticked for change in page.context["preview"].changes] == [False]


# Words without a place


LOOSE = "# Our paper\n\nOpening words.\n\n## growth:\n\nWe doubled.\n\n## Weather\n\nIt rained.\n"


def test_headings_are_matched_forgivingly_and_the_rest_is_shown(upload, editor):
    page = upload(editor, LOOSE)

    preview = page.context["preview"]
    assert keys_of(page) == ["growth"]
    assert [(piece.title, piece.text) for piece in preview.loose] == [
        ("Our paper", "Opening words."),
        ("Weather", "It rained."),
    ]
    assert "does not say of which version" in page.text


def test_a_piece_is_put_behind_the_words_of_a_topic(client, case, upload, take_over, editor):
    page = upload(editor, LOOSE)
    place = page.request["PATH_INFO"].replace("/preview/", "/place/")

    page = client.post(place, {"pieces": "2", "place-1": "initiation"}, follow=True)
    take_over(page)

    assert answer_to(case, "initiation").text == f"{OLD}\n\nIt rained."
    assert [piece.title for piece in page.context["preview"].loose] == ["Our paper"]


def test_pieces_that_are_placed_twice_disturb_nobody(client, upload, editor):
    page = upload(editor, LOOSE)
    place = page.request["PATH_INFO"].replace("/preview/", "/place/")
    chosen = {"pieces": "2", "place-1": "initiation"}

    pages = [client.post(place, chosen, follow=True) for _press in range(2)]
    before = client.get(page.request["PATH_INFO"])

    assert len({one.request["PATH_INFO"] for one in pages}) == 2
    for one in pages:
        assert [piece.title for piece in one.context["preview"].loose] == ["Our paper"]
    # What somebody looks at in another tab is there as it was.
    assert len(before.context["preview"].loose) == 2


def test_a_place_that_does_not_exist_is_refused(client, upload, editor):
    page = upload(editor, LOOSE)
    place = page.request["PATH_INFO"].replace("/preview/", "/place/")

    page = client.post(place, {"pieces": "2", "place-1": "weather"}, follow=True)

    assert len(page.context["preview"].loose) == 2
    assert "Choose a topic first." in words_on(page)


# Who


def test_a_reader_of_the_draft_brings_nothing_back(client, address, download, upload, expert):
    text = download(expert, "md").content

    assert upload(expert, text).status_code == 403


def test_an_upload_is_found_by_nobody_else(client, download, upload, editor, colleague):
    page = upload(editor, changed(in_markdown(client, download, editor)))
    client.force_login(colleague)

    assert client.get(page.request["PATH_INFO"]).status_code == 404
    assert client.post(page.request["PATH_INFO"]).status_code == 404


def test_an_upload_of_another_case_is_not_found(client, case, download, upload, coordinator):
    page = upload(coordinator, changed(in_markdown(client, download, coordinator)))
    other = case.programme.cities.create(slug="other", name="Other", country="SE", position=9)
    CaseFactory(city=other)

    elsewhere = page.request["PATH_INFO"].replace(f"/{case.city.slug}/", "/other/")
    assert client.get(elsewhere).status_code == 404


def test_an_upload_is_gone_after_a_day(client, case, download, upload, editor):
    page = upload(editor, changed(in_markdown(client, download, editor)))
    token = page.request["PATH_INFO"].rstrip("/").rpartition("/")[2]

    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25), tick=False):
        gone = waiting.find(case, editor, token)
        clear_uploads()

    assert gone is None
    assert waiting.find(case, editor, token) is None


def test_an_upload_of_today_stays(client, download, upload, editor):
    page = upload(editor, changed(in_markdown(client, download, editor)))

    clear_uploads()

    assert client.get(page.request["PATH_INFO"]).status_code == 200


@pytest.mark.parametrize("token", ["..", "0" * 32, "a" * 31, "z" * 32])
def test_a_name_that_nobody_was_given_finds_nothing(client, address, editor, token):
    client.force_login(editor)
    url = address("preview", "x").replace("/x/", f"/{token}/")

    assert client.get(url).status_code == 404


@pytest.mark.parametrize("topics", [1, 20])
def test_queries_of_the_preview_do_not_grow_with_what_differs(
    client, download, upload, editor, topics, django_assert_max_num_queries
):
    text = in_markdown(client, download, editor)
    page = upload(editor, text.replace(OLD, NEW, topics))

    with django_assert_max_num_queries(14):
        again = client.get(page.request["PATH_INFO"])

    assert len(keys_of(again)) == topics


def test_the_page_asks_the_database_for_little(
    client, address, editor, django_assert_max_num_queries
):
    client.force_login(editor)

    with django_assert_max_num_queries(8):
        client.get(address())


def test_the_page_and_the_case_lead_to_the_file(client, case, address, editor, write_url):
    client.force_login(editor)

    for url in (case.get_absolute_url(), write_url("setting")):
        assert address() in client.get(url).text
    assert address("draft", "docx") in client.get(address()).text
