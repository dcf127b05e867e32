"""Every mail gets its words from its registered kind, and no value in it is more than words."""

import ast
import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from icalendar import Calendar

from programme.letters.kinds import LETTERS
from programme.letters.writing import PLACEHOLDER, Template
from programme.mails.message import message_of
from programme.models import Mail
from tests.factories import CityFactory, ProgrammeFactory, RegistrationFactory, WorkshopFactory
from workshops.calendars.invitations import invite

APPS = ("programme", "workshops", "cases", "reports")
# The only place where words become a mail.
WRITER = Path("programme/letters/writing.py")

HOSTILE = (
    "Eve\r\nBcc: all@x.example\r\n\r\n<script>alert(1)</script>",
    'A"; <b@x.example>, "C',
    "=?utf-8?b?RXZpbA==?= =?utf-8?q?=0D=0ABcc:_a@x.example?=",
    "safe\u202egpj.exe\u2066\u0000\u2028X-Header: 1\u0085Y",
    "نص عربي 🚲👩‍💻 " + "long " * 80,
    "{link} {name} %(name)s",
)
HEADS = {
    "Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From",
    "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Message-ID", "Reply-To",
    "Subject", "To",
}  # fmt: skip


@pytest.mark.once
def test_words_are_put_into_mails_in_one_place():
    writers = {
        path
        for app in APPS
        for path in Path(app).rglob("*.py")
        if "posting" in path.read_text() and imports_a_writer(ast.parse(path.read_text()))
    }

    assert writers == {WRITER}


def imports_a_writer(tree):
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "programme.mails.posting"
        and {"draft", "post"}.intersection(alias.name for alias in node.names)
        for node in ast.walk(tree)
    )


@pytest.mark.once
@pytest.mark.parametrize("kind", LETTERS.values(), ids=LETTERS)
def test_the_usual_words_use_what_is_explained(kind):
    used = set(PLACEHOLDER.findall(f"{kind.subject} {kind.body}"))

    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.key)
    assert used <= set(kind.all_placeholders)
    assert not re.search(r"[{}]", PLACEHOLDER.sub("", f"{kind.subject}{kind.body}"))
    needed = {name for name, one in kind.all_placeholders.items() if one.is_needed}
    assert needed <= set(PLACEHOLDER.findall(str(kind.body)))


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_or_title_is_more_than_words_in_a_mail_or_its_headers(hostile):
    programme = ProgrammeFactory(name=hostile.replace("\0", "")[:100])
    for kind in LETTERS.values():
        template = Template.of(programme, kind.key)
        values = dict.fromkeys(kind.placeholders, hostile)
        row = template.draft(values, name=hostile, address="reader@x.example")
        row.pk = 1

        sent = message_from_bytes(message_of(row).message().as_bytes(), policy=policy.default)

        assert set(sent.keys()) <= HEADS, kind.key
        assert [one.addr_spec for one in sent["To"].addresses] == ["reader@x.example"]
        assert len(sent["From"].addresses) == 1
        assert (sent["From"].addresses[0].addr_spec).endswith("@localhost")
        assert str(sent["Subject"]).strip() == row.subject.strip()
        assert not re.search("[\r\n\0\u202e\u2066\u2028\u0085]", row.subject)
        said = sent.get_content().replace("\r\n", "\n")
        assert row.body.strip() in said
        assert not re.search("[\r\0\u202e\u2066\u2028\u0085]", said)


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_or_title_is_more_than_words_in_an_event(hostile):
    words = hostile.replace("\0", "")
    city = CityFactory(name=words[:100])
    workshop = WorkshopFactory(city=city, venue=words[:150])
    person = RegistrationFactory(
        workshop=workshop, name=words[:100], email="a@x.example", user=None
    )
    row = invite(person)

    sent = message_from_bytes(message_of(row).message().as_bytes(), policy=policy.default)

    [part] = [part for part in sent.walk() if part.get_content_type() == "text/calendar"]
    [event] = Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert set(event) <= {
        "ATTENDEE", "CLASS", "CREATED", "DESCRIPTION", "DTEND", "DTSTAMP", "DTSTART",
        "LAST-MODIFIED", "LOCATION", "ORGANIZER", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP",
        "UID", "URL",
    }  # fmt: skip
    assert Mail.objects.count() == 1
