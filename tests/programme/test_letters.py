"""How words and values become a mail."""

import pytest

from programme.letters.kinds import LetterKind, register
from programme.letters.writing import Template
from tests.factories import ProgrammeFactory

pytestmark = pytest.mark.once


def worded(subject, body):
    return Template(ProgrammeFactory.build(), "reminder", subject, body)


def test_values_are_put_in_once_and_as_they_are():
    template = worded("For {name}", "Dear {name},\n\nsee {url}.")
    written = template.write({"name": "{url} <b>Ann</b>", "url": "https://x.example"})
    assert written.body == "Dear {url} <b>Ann</b>,\n\nsee https://x.example."


def test_a_value_makes_no_line_of_the_heading_and_no_paragraph_of_its_own():
    name = "Ann\r\n\nBcc: all@x.example\u2028"
    written = worded("For {name}", "Dear {name},\n\nHello.").write({"name": name})
    assert written.subject == "For Ann Bcc: all@x.example"
    assert written.body == "Dear Ann Bcc: all@x.example,\n\nHello."


def test_a_paragraph_without_its_values_is_left_out():
    template = worded("", "Hello.\n\n{note}\n\nWith {day} and {place}.")
    assert template.write({"note": "", "day": "Friday"}).body == "Hello.\n\nWith Friday and ."


def test_a_kind_is_registered_once(monkeypatch):
    monkeypatch.setattr("programme.letters.kinds.LETTERS", {})
    words = {"label": "x", "when": "x", "subject": "x", "body": "x"}
    register(LetterKind(key="tried-twice", **words))
    with pytest.raises(ValueError, match="tried-twice"):
        register(LetterKind(key="tried-twice", **words))
