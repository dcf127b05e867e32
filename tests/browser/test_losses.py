"""Everything that can go wrong while somebody writes goes wrong here; every character is there at
the end, and the page says in words what is going on."""

import sqlite3
from contextlib import closing

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from cases.outline import SECTION_BY_KEY
from tests.browser.accessibility import RULES, VIOLATIONS
from tests.browser.conftest import log_in
from tests.browser.keys import press_until
from tests.browser.people import ANNA, KLARA, PAIVI

CASE = "/clusnet/cases/helsinki/"
KEPT = "Not saved, kept on this device"
NO_OTHER_TAB = """async () => (await navigator.locks.query()).held
    .filter(({ name }) => name.startsWith("clusnet.page.")).length < 2"""
# The longest pause between two tries, and some more.
NEXT_TRY = 45_000


def open_section(page, key):
    page.goto(f"{CASE}write/{key}/")
    return page


def topics_of(section):
    return [(topic.key, str(topic.title)) for topic in SECTION_BY_KEY[section].topics]


OBJECTIVES, PROCESS = topics_of("objectives")[:6], topics_of("process")
TITLES = {key: title for section in SECTION_BY_KEY for key, title in topics_of(section)}


def field(page, topic):
    return page.get_by_role("textbox", name=TITLES[topic], exact=True)


def state(page, topic):
    """What the page says about saving this text."""
    unit = page.locator("[data-autosave]").filter(has=field(page, topic))
    return unit.locator("[data-autosave-state]")


def type_into(page, topic, words):
    """Put words behind what stands there, key by key, as a person does."""
    field(page, topic).focus()
    page.keyboard.press("Control+End")
    field(page, topic).press_sequentially(words)


def says(page, topic, words, timeout=20_000):
    expect(state(page, topic)).to_contain_text(words, timeout=timeout)


def stored(site, topic, city="helsinki"):
    """The text in the database, and every text in its history."""
    query = """SELECT answer.text, answer.id FROM cases_answer AS answer
        JOIN cases_case ON cases_case.id = answer.case_id
        JOIN programme_city AS city ON city.id = cases_case.city_id
        WHERE city.slug = ? AND answer.topic = ?"""
    with closing(sqlite3.connect(site.folder / "db.sqlite3")) as connection:
        text, answer = connection.execute(query, [city, topic]).fetchone()
        history = "SELECT text FROM cases_answerrevision WHERE answer_id = ?"
        return text, [row[0] for row in connection.execute(history, [answer])]


def run_sql(site, statement, *values):
    with closing(sqlite3.connect(site.folder / "db.sqlite3", timeout=20)) as connection:
        connection.execute(statement, values)
        connection.commit()


@pytest.fixture
def paivi(open_window):
    """A browser of the editor, with a log-in of its own: these tests end sessions."""

    def open_browser(email=PAIVI, **options):
        page = open_window(**options)
        log_in(page, email)
        return page

    return open_browser


def test_ten_topics_are_typed_while_everything_fails(site, paivi, open_window):
    page = paivi()
    open_section(page, "objectives")
    first, second, third, fourth, fifth, sixth = (key for key, _ in OBJECTIVES)
    wanted = {key: field(page, key).input_value() for key, _ in OBJECTIVES}

    def write(topic, words):
        type_into(page, topic, words)
        wanted[topic] += words

    # All is well.
    write(first, "One: the beginning. ")
    says(page, first, "Saved")

    # The server stops in the middle of a word, and two more topics are begun without it.
    write(first, "Half a sen")
    write(second, "Two: ")
    site.stop()
    write(first, "tence, and its end.")
    write(second, "typed while nobody listens. – ä ö 中")
    write(third, "Three: also this.")
    for topic in (first, second, third):
        says(page, topic, KEPT)

    # It comes back, and nobody presses anything.
    site.start()
    for topic in (first, second, third):
        says(page, topic, "Saved", timeout=NEXT_TRY)

    # The session is gone from the database; the page says so and leads to the log-in.
    write(fourth, "Four: before. ")
    says(page, fourth, "Saved")
    run_sql(site, "DELETE FROM django_session")
    write(fourth, "After the session ended.")
    write(fifth, "Five: never seen by a session.")
    says(page, fourth, "you are logged out")
    with page.expect_popup() as popup:
        state(page, fourth).get_by_role("link", name="Log in").click()
    log_in(popup.value, PAIVI)
    popup.value.close()
    page.bring_to_front()
    for topic in (fourth, fifth):
        says(page, topic, "Saved", timeout=NEXT_TRY)

    # The tab is closed at the last key, before anything was sent, and opened again.
    page.context.set_offline(True)
    write(sixth, "Six: typed, and the tab was closed.")
    page.close(run_before_unload=False)
    browser = page.context
    browser.set_offline(False)
    page = open_section(browser.new_page(), "objectives")
    expect(field(page, sixth)).to_have_value(wanted[sixth])
    says(page, sixth, "Saved")

    # Four topics of another section: the server is away, the tab is closed, the computer too.
    open_section(page, "process")
    wanted |= {key: field(page, key).input_value() for key, _ in PROCESS}
    site.stop()
    for number, (key, _) in enumerate(PROCESS, start=7):
        write(key, f"{number}: typed in vain, it seems.")
    says(page, PROCESS[-1][0], KEPT)
    page.close(run_before_unload=False)
    device = browser.storage_state()
    browser.close()
    site.start()

    # What the device kept is there in another window, is said, and is saved.
    page = open_section(open_window(storage_state=device), "process")
    for key, _ in PROCESS:
        expect(field(page, key)).to_have_value(wanted[key])
        says(page, key, "Saved", timeout=NEXT_TRY)

    for topic, text in wanted.items():
        assert stored(site, topic)[0].strip() == text.strip(), topic
    assert len(wanted) == 10


@pytest.mark.parametrize(
    ("way", "kept"),
    [
        ("Keep mine", "Mine"),
        ("Keep the other", "Theirs"),
        ("Keep the text below, which I put together from both", "Ours"),
    ],
)
def test_two_browsers_at_one_topic_lose_no_text(site, paivi, way, kept):
    mine, theirs = paivi(), paivi(ANNA)
    words = {whose: f"{whose}, {way}, {kept}." for whose in ("Mine", "Theirs", "Ours")}
    topic = topics_of("evaluation")[0][0]
    for page in (mine, theirs):
        open_section(page, "evaluation")
    field(theirs, topic).fill(words["Theirs"])
    says(theirs, topic, "Saved")

    field(mine, topic).fill(words["Mine"])
    choice = mine.get_by_role("group", name=TITLES[topic])
    expect(choice).to_contain_text(words["Mine"])
    expect(choice).to_contain_text(words["Theirs"])
    choice.get_by_role("textbox").first.fill(words["Ours"])
    choice.get_by_label(way).check()
    choice.get_by_role("button", name="Save what I chose").click()
    expect(mine.get_by_text("“Evaluation” is saved.")).to_be_visible()

    text, history = stored(site, topic)
    assert text == words[kept]
    assert {*history, text} >= {words["Mine"], words["Theirs"]}


def test_two_tabs_of_one_person_lose_no_text(site, paivi):
    page = paivi()
    other = page.context.new_page()
    topic, title = topics_of("evaluation")[1]
    for tab in (page, other):
        open_section(tab, "evaluation")

    field(page, topic).fill("From the first tab.")
    says(page, topic, "Saved")
    field(other, topic).fill("From the second tab.")
    choice = other.get_by_role("group", name=title)
    expect(choice).to_contain_text("From the first tab.")
    choice.get_by_label("Keep mine").check()
    choice.get_by_role("button", name="Save what I chose").click()
    expect(other.get_by_text("“Evaluation” is saved.")).to_be_visible()

    text, history = stored(site, topic)
    assert text == "From the second tab."
    assert "From the first tab." in history


def test_two_tabs_closed_without_a_network_lose_no_text(site, paivi):
    page = paivi()
    other = page.context.new_page()
    topic, title = topics_of("performance")[0]
    for tab in (page, other):
        open_section(tab, "performance")
    before = field(page, topic).input_value()

    page.context.set_offline(True)
    type_into(page, topic, " Older words.")
    says(page, topic, KEPT)
    type_into(other, topic, " Newer words.")
    says(other, topic, KEPT)
    for tab in (page, other):
        tab.close(run_before_unload=False)
    page.context.set_offline(False)

    # The newer words are saved; then the older ones are shown beside them. A busy browser takes
    # its time to let go of what closed tabs held.
    again = page.context.new_page()
    again.goto("/")
    again.wait_for_function(NO_OTHER_TAB)
    open_section(again, "performance")
    choice = again.get_by_role("group", name=title)
    expect(choice).to_contain_text("Older words.", timeout=NEXT_TRY)
    expect(choice).to_contain_text("Newer words.")
    assert stored(site, topic)[0] == f"{before} Newer words.".strip()
    choice.get_by_label("Keep mine").check()
    choice.get_by_role("button", name="Save what I chose").click()
    expect(again.get_by_text("“Performance” is saved.")).to_be_visible()
    text, history = stored(site, topic)
    assert text == f"{before} Older words.".strip()
    assert f"{before} Newer words.".strip() in history


def test_words_of_another_tab_are_shown_when_the_newest_had_arrived_unanswered(site, paivi):
    page = paivi()
    other = page.context.new_page()
    topic, title = topics_of("strategic_issues")[1]
    for tab in (page, other):
        open_section(tab, "strategic_issues")
    page.route("**/answers/**", lambda route: route.abort())
    other.route("**/answers/**", lambda route: (route.fetch(), route.abort()))

    # All at once: nothing of it is sent before the rest.
    field(page, topic).fill("Older words.")
    says(page, topic, KEPT)
    field(other, topic).fill("Newer words.")
    says(other, topic, KEPT)
    for tab in (page, other):
        tab.close(run_before_unload=False)

    again = open_section(page.context.new_page(), "strategic_issues")
    choice = again.get_by_role("group", name=title)
    expect(choice).to_contain_text("Older words.")
    expect(choice).to_contain_text("Newer words.")


def test_without_a_network_the_page_says_so_and_saves_when_it_is_back(site, paivi):
    page = open_section(paivi(), "performance")
    topic = topics_of("performance")[1][0]
    before = field(page, topic).input_value()

    type_into(page, topic, " Before the tunnel,")
    page.context.set_offline(True)
    type_into(page, topic, " in the tunnel,")
    says(page, topic, KEPT)
    page.context.set_offline(False)
    type_into(page, topic, " and after it.")

    says(page, topic, "Saved", timeout=NEXT_TRY)
    expected = f"{before} Before the tunnel, in the tunnel, and after it."
    assert stored(site, topic)[0].strip() == expected.strip()


@pytest.mark.parametrize("email", [ANNA, KLARA], ids=["who may write too", "who may not"])
def test_nothing_is_sent_under_the_name_of_whoever_logs_in_next(site, paivi, email):
    """Anna could write in this case herself: her log-in must not sign Päivi's words."""
    page = open_section(paivi(), "performance")
    topic = topics_of("performance")[2][0]
    words = f"Päivi's own words, {email}."
    run_sql(site, "DELETE FROM django_session")
    field(page, topic).fill(words)
    says(page, topic, "you are logged out")

    tab = page.context.new_page()
    log_in(tab, email)
    tab.bring_to_front()
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    says(page, topic, KEPT, timeout=NEXT_TRY)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()

    text, history = stored(site, topic)
    assert words not in (text, *history)
    # The next person is not shown them either, on a page of her own.
    if email == ANNA:
        expect(field(open_section(tab, "performance"), topic)).not_to_have_value(words)

    # They wait for the one whose they are.
    tab.context.clear_cookies()
    log_in(tab, PAIVI)
    open_section(tab, "performance")
    expect(field(tab, topic)).to_have_value(words)
    says(tab, topic, "Saved")
    assert stored(site, topic)[0] == words


def test_without_javascript_a_section_is_saved_whole(site, paivi):
    page = open_section(paivi(java_script_enabled=False), "objectives")
    topics = topics_of("objectives")

    for key, _ in topics:
        field(page, key).fill(f"Plainly: {key}.")
    page.get_by_role("button", name="Save", exact=True).last.click()

    expect(page.get_by_text("“Objectives” is saved.")).to_be_visible()
    for key, _ in topics:
        assert stored(site, key)[0] == f"Plainly: {key}."


def test_a_section_is_written_and_the_case_looked_over_by_keys_alone(site, paivi):
    page = open_section(paivi(), "strategic_issues")
    topic, title = topics_of("strategic_issues")[0]

    press_until(page.get_by_role("textbox", name=title, exact=True))
    page.keyboard.press("Control+A")
    page.keyboard.type("Written by keys.")
    press_until(page.get_by_role("button", name="Save, then review the case"))
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{site.url}{CASE}review/")
    assert stored(site, topic)[0] == "Written by keys."


def test_a_file_that_is_too_large_is_said_before_it_travels(paivi, tmp_path):
    film = tmp_path / "Film of the visit.pdf"
    with film.open("wb") as file:
        file.truncate(40 * 1024 * 1024)
    slides = tmp_path / "Slides.pdf"
    slides.write_bytes(b"%PDF-1.7\n%%EOF\n")
    page = paivi()
    page.goto(f"{CASE}attachments/create/")
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))

    page.get_by_label("Description").fill("What we showed")
    page.get_by_label("File", exact=True).set_input_files(film)
    expect(page.get_by_role("alert")).to_contain_text(
        "“Film of the visit.pdf” is too large: it has 40 MB, allowed are 25 MB."
    )
    page.get_by_role("button", name="Add the file").click()
    expect(page.get_by_label("File", exact=True)).to_be_focused()
    assert sent == []

    page.get_by_label("File", exact=True).set_input_files(slides)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Add the file").click()
    expect(page.get_by_text("“Slides.pdf” is added.")).to_be_visible()


def test_a_file_that_is_sent_all_the_same_is_answered_on_the_page(paivi, tmp_path):
    film = tmp_path / "Film of the visit.pdf"
    with film.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    page = paivi(java_script_enabled=False)
    page.goto(f"{CASE}attachments/create/")

    page.get_by_label("Description").fill("What we showed")
    page.get_by_label("File", exact=True).set_input_files(film)
    page.get_by_role("button", name="Add the file").click()

    words = "“Film of the visit.pdf” is too large: it has 200.0"
    expect(page.get_by_role("link", name=words)).to_be_visible()
    expect(page.get_by_label("Description")).to_have_value("What we showed")


def test_both_texts_of_a_conflict_can_be_read_on_a_phone_and_by_a_screen_reader(paivi):
    page = paivi()
    page.set_viewport_size({"width": 390, "height": 800})
    other = paivi(ANNA)
    topic, title = topics_of("evaluation")[2]
    for window in (page, other):
        open_section(window, "evaluation")
    field(other, topic).fill("Theirs, on a large screen.")
    says(other, topic, "Saved")

    field(page, topic).fill("Mine, on a small one.")
    expect(page.get_by_role("group", name=title)).to_contain_text("Theirs, on a large screen.")
    page.evaluate(AXE_SCRIPT)

    found = page.evaluate(VIOLATIONS, RULES)
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
