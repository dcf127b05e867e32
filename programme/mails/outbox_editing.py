"""Changing the words of mails that have not left: of one, or of all of an occasion that say the
same.

Whoever edits sees marks in braces where the words are the reader's own: the name, and the links
that open without a log-in. They stand for themselves, so no link can be read or lost.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.activity import record
from programme.mails.late_words import MARK
from programme.mails.outbox import UNSENT
from programme.mails.outbox_verbs import MailError
from programme.mails.secret_links import SECRET, hide_secrets
from programme.mails.server import one_line, without_controls
from programme.models import Mail, User
from programme.writing.services import digest_of, normal_text


@dataclass(frozen=True)
class Marked:
    """The words of a mail with marks where they are the reader's own."""

    subject: str
    body: str
    # By the mark what it stands for.
    values: dict[str, str] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, mail: Mail) -> Self:
        """Two mails that differ in these alone are equal."""
        values: dict[str, str] = {}
        whole = f"{mail.subject}\n{mail.body}"

        def mark_of(value: str, stem: str) -> str:
            known = next((mark for mark, said in values.items() if said == value), "")
            number = 1
            while not known:
                mark = f"{{{stem}}}" if number == 1 else f"{{{stem}-{number}}}"
                # Somebody may have written just this.
                if mark not in values and mark not in whole:
                    known = mark
                    values[mark] = value
                number += 1
            return known

        address = re.compile(rf"{re.escape(settings.SITE_URL)}/[^\s<>]*")
        body = address.sub(
            lambda found: mark_of(found[0], "link") if _is_own(found[0]) else found[0], mail.body
        )
        subject = mail.subject
        if len(mail.name) > 1:
            name = re.compile(rf"(?<!\w){re.escape(mail.name)}(?!\w)")
            if name.search(subject) or name.search(body):
                mark = mark_of(mail.name, "name")
                subject, body = name.sub(mark, subject), name.sub(mark, body)
        return cls(subject, body.strip(), values)

    @property
    def digest(self) -> str:
        """Another one for other words, of no use for anything else."""
        return digest_of({"subject": self.subject, "body": self.body})

    @property
    def links(self) -> list[str]:
        return [mark for mark, value in self.values.items() if value.startswith("http")]

    def missing(self, body: str) -> list[str]:
        """The links that no longer stand in the words."""
        return [mark for mark in self.links if mark not in body]

    def put_in(self, text: str) -> str:
        """The words with the reader's own in them again. In one go: no value is read again."""
        if not self.values:
            return text
        marks = re.compile("|".join(re.escape(mark) for mark in self.values))
        return marks.sub(lambda found: self.values[found[0]], text)


def _is_own(address: str) -> bool:
    return bool(SECRET.search(address)) or MARK in address


def alike(shown: Marked, mails: Sequence[Mail]) -> list[Mail]:
    """Those of the mails that say this to their readers, and have not left."""
    unsent = [
        mail for mail in mails if mail.status in UNSENT and mail.digest_id is None and mail.body
    ]
    return [mail for mail in unsent if Marked.of(mail) == shown]


@dataclass(frozen=True)
class Edited:
    """How many mails say the new words, and how many had left or were changed meanwhile."""

    count: int
    late: int


@transaction.atomic
def edit_alike(
    mails: Sequence[Mail], shown: Marked, *, subject: str, body: str, by: User
) -> Edited:
    """Give mails other words that still say what was ``shown`` to who edits. Raises MailError when
    none of them does, or nothing is left of the words."""
    subject = one_line(subject)[:250]
    body = without_controls(normal_text(body)).strip()
    if not subject or not body:
        raise MailError(_("A mail needs a subject and a text."))
    rows = list(
        Mail.objects.select_for_update(of=("self",), no_key=True)
        .select_related("programme")
        .filter(pk__in=[mail.pk for mail in mails])
        .order_by("pk")
    )
    fit = alike(shown, rows)
    if not fit:
        raise MailError(_("This mail has left meanwhile, or somebody else has changed its words."))
    now = timezone.now()
    for row in fit:
        own = Marked.of(row)
        row.subject = one_line(hide_secrets(own.put_in(subject)))[:250]
        row.body = own.put_in(body) + "\n"
        row.edited_by, row.edited_at = by, now
    Mail.objects.bulk_update(fit, ["subject", "body", "edited_by", "edited_at"])
    _log(fit, shown, Marked(subject, body), by=by)
    return Edited(len(fit), len(rows) - len(fit))


def _log(rows: Sequence[Mail], before: Marked, after: Marked, *, by: User) -> None:
    first = rows[0]
    words = {"subject": after.subject, "n": len(rows)}
    sentence = ngettext(
        "The words of %(n)s mail were changed: “%(subject)s”.",
        "The words of %(n)s mails were changed: “%(subject)s”.",
        len(rows),
    )
    record(
        "mail_edited",
        first,
        sentence % words,
        by=by,
        programme=first.programme,
        path=reverse("programme:mail_occasion", args=[first.programme.slug, first.pk])
        if len(rows) > 1
        else first.get_absolute_url(),
        before={"subject": before.subject, "body": before.body},
        after={"subject": after.subject, "body": after.body},
    )
