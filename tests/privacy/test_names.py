"""A name is found however it is written, and nobody else's is touched."""

import io
import json

import pytest

from programme.privacy.contents import words_of
from programme.privacy.names import Finder
from tests.privacy.planting import NAME

pytestmark = pytest.mark.once

FINDER = Finder(("Zoë O’Neill-Berg",), ("zoe.q@cities.example",), "Nobody", "gone@erased.invalid")


@pytest.mark.parametrize(
    "written",
    [
        "Zoë O’Neill-Berg",
        "ZOE O'NEILL BERG",
        "Berg, Zoe O'Neill",
        "O&#x27;Neill-Berg, Zoë",
        "zoe_o_neill_berg",
        "Zoe\u0308\nO’Neill-Berg",
        "Zo\u00adë O’Neill-Berg",
    ],
)
def test_a_name_is_found_however_it_is_written(written):
    assert FINDER.replaced(f"With {written}.") == "With Nobody."


@pytest.mark.parametrize(
    "written",
    [
        "Zoë",
        "Neill-Berg",
        "Chloe O’Neill-Bergman",
        "xzoe.q@cities.example",
        "zoe.q@cities.example.org",
    ],
)
def test_what_is_not_the_person_stays(written):
    assert FINDER.replaced(f"With {written}.") == f"With {written}."


def test_a_single_word_is_a_name_in_the_rows_of_the_person_alone():
    single = Finder(("Rosa",), (), "Nobody", "")

    assert single.replaced("Rosa came.") == "Rosa came."
    assert Finder(("Rosa",), (), "Nobody", "", in_own_rows=True).replaced("Rosa came.") == (
        "Nobody came."
    )


def test_data_and_calendars_stay_what_they_are():
    data = json.dumps({"zoe.q@cities.example": ["Zoë O’Neill-Berg", 1]})
    folded = "BEGIN:VCALENDAR\r\nSUMMARY:With Zoë O’Nei\r\n ll-Berg\r\nEND:VCALENDAR\r\n"

    assert json.loads(FINDER.replaced(data)) == {"gone@erased.invalid": ["Nobody", 1]}
    assert FINDER.replaced(folded) == (
        "BEGIN:VCALENDAR\r\nSUMMARY:With Nobody\r\nEND:VCALENDAR\r\n"
    )


@pytest.mark.parametrize(
    "content",
    [
        f"{NAME};x".encode("cp1250"),
        f"{NAME}".encode("utf-16"),
        b"<si><t>Zs\xc3\xb3fia</t></si>  <si>\n  <t>Quillfeather-\xc3\x96rd\xc3\xb6g</t></si>",
        b"<p><text:span>Zs\xc3\xb3fia Quill</text:span><text:span>feather-"
        b"\xc3\x96rd\xc3\xb6g</text:span></p>",
        # A sign that begins no tag ends before the next: walked through once, however many.
        b"<p>< Zs\xc3\xb3fia <b>Quillfeather-\xc3\x96rd\xc3\xb6g</b></p>",
    ],
)
def test_a_name_is_found_in_a_file_whatever_wrote_it(content):
    finder = Finder((NAME,), (), "Former participant 1", "nobody@erased.invalid")

    assert any(finder.found_in(words) for words in words_of(io.BytesIO(content)))
