"""Tokens that are none of ours open nothing; files that are broken are refused in words."""

import io
import zipfile
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import BadSignature, dumps
from docx import Document as WordDocument
from hypothesis import given
from hypothesis import strategies as st

from cases.exchange.files import read_file
from programme.exchange.tables import FileProblemError, read_table
from programme.field.reading import UnreadableError, read_calendar
from programme.kept_words import KeptWords
from programme.mails.bounces import read_report
from programme.mails.message import read_stop_token
from programme.people.claims import confirm_by
from tests import factories
from tests.cluster_files import HEADINGS, as_csv, as_xlsx, good_row
from tests.fuzz import PROFILE
from tests.walk.values import zipped
from workshops.matchmaking.outcomes import row_behind
from workshops.people.guests import registration_behind, token_of

TOKENS = st.one_of(
    st.text(max_size=200),
    st.binary(max_size=100).map(lambda made: made.decode("latin-1")),
    # Ours, but signed for something else.
    st.one_of(st.none(), st.integers(), st.lists(st.text(max_size=3))).map(dumps),
)


@pytest.mark.django_db
@pytest.mark.once
def test_tokens_that_are_none_of_ours_open_nothing():
    person = factories.UserFactory()
    guest = factories.RegistrationFactory(user=None)
    slug = guest.workshop.programme.slug
    real = token_of(guest)

    @PROFILE
    @given(token=TOKENS, at=st.integers(0, len(real) - 1), letter=st.characters())
    def nothing_opens(token, at, letter):
        for tried in (token, real[:at], real[:at] + letter + real[at + 1 :], real + letter):
            if tried != real:
                assert registration_behind(tried, of=slug) is None
                assert row_behind(tried, of=slug) is None
            assert not confirm_by(tried, person)
            assert read_stop_token(tried) is None
            with pytest.raises(BadSignature):
                KeptWords.read(tried)

    nothing_opens()


def changes():
    """Bytes put in, taken out or written over, at places given in thousandths of the file."""
    place = st.integers(0, 1000)
    what = st.one_of(st.binary(max_size=6), st.sampled_from([b"\0", b"<", b"&x;", b"\xff" * 9]))
    return st.lists(st.tuples(place, st.integers(0, 40), what), min_size=1, max_size=6)


def changed(content, made_up):
    for place, gone, put in made_up:
        at = len(content) * place // 1000
        content = content[:at] + put + content[at + gone :]
    return content


def changed_inside(content, made_up):
    """The same within one of the files that are packed in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    chosen = made_up[0][0] % len(parts)
    parts[chosen] = parts[chosen][0], changed(parts[chosen][1], made_up)
    return zipped(*parts)


ROWS = [HEADINGS, *(good_row(number) for number in range(3))]


def word_file():
    made, held = WordDocument(), io.BytesIO()
    made.add_heading("Life cycle of the cluster", 1)
    made.add_paragraph("It began in 1999.")
    made.add_table(2, 2).cell(0, 0).text = "A figure"
    made.save(held)
    return held.getvalue()


MARKDOWN = b"# Life cycle\n\nIt began in 1999.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
CALENDAR = b"""BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r
END:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:A fair\r
DTSTART;TZID=Europe/Berlin:20261201T0900\
00\r\nDURATION:PT2H\r\nRRULE:FREQ=WEEKLY;COUNT=5;BYDAY=TU\r\nEXDATE:20261208T090000\r\nEND:VEVENT\r
END:VCALENDAR\r\n"""
REPORT = b"""From: MAILER-DAEMON@mail.example\r\nContent-Type: multipart/report; boundary=b;\r
 report-type=delivery-status\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nNo.\r\n--b\r
Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r
Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"""


def read_rows(content):
    table = read_table(io.BytesIO(content), frozenset({"name", "place"}))
    for _row in table.rows:
        pass


def read_case(content):
    read_file(SimpleUploadedFile("case.docx", content))


# What is read, how, and in what it is refused.
READERS = {
    "spreadsheet": (lambda: as_xlsx(ROWS), read_rows, FileProblemError),
    "text table": (lambda: as_csv(ROWS, separator=";"), read_rows, FileProblemError),
    "Word file": (word_file, read_case, ValidationError),
    "Markdown": (lambda: MARKDOWN, read_case, ValidationError),
    "calendar": (lambda: CALENDAR, read_calendar, UnreadableError),
    "report of a mail server": (lambda: REPORT, read_report, ()),
}


@pytest.mark.once
@pytest.mark.parametrize("kind", READERS)
def test_broken_files_are_refused_in_words(kind):
    make, read, refused = READERS[kind]
    real = make()
    read(real)

    @PROFILE
    @given(made_up=changes(), inside=st.booleans())
    def is_read_or_refused(made_up, inside):
        packed = inside and real[:2] == b"PK"
        broken = changed_inside(real, made_up) if packed else changed(real, made_up)
        with suppress(refused):
            read(broken)

    is_read_or_refused()


def test_an_archive_whose_parts_begin_before_it_does_is_refused():
    """One byte is missing near the beginning; what tells of the parts stands at the end."""
    with pytest.raises(FileProblemError):
        read_rows(changed(as_xlsx(ROWS), [(1, 1, b"")]))
    with pytest.raises(ValidationError):
        read_case(changed(word_file(), [(1, 1, b"")]))
