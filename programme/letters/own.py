"""A programme's own words for a kind of mail: who changes them, and back to the usual ones."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.activity import record
from programme.letter_kinds import LETTER_TEST
from programme.letters.kinds import LetterKind
from programme.letters.writing import Template, Written, post_letter
from programme.models import Mail, MailTemplate, Programme, User
from programme.writing.services import digest_of


def usual_words(programme: Programme, kind: LetterKind) -> MailTemplate:
    """The usual words, as a row that is not saved."""
    return MailTemplate(
        programme=programme, kind=kind.key, subject=str(kind.subject), body=str(kind.body)
    )


def words_now(programme: Programme, kind: LetterKind) -> MailTemplate:
    """The words of the kind: the programme's own, or the usual ones, not saved."""
    own = MailTemplate.objects.filter(programme=programme, kind=kind.key)
    return own.select_related("changed_by").first() or usual_words(programme, kind)


def locked_words(programme: Programme, kind: LetterKind) -> MailTemplate:
    """The same, saved, and kept from others who write on it. To be called inside a transaction,
    which is rolled back or saves other words."""
    usual = usual_words(programme, kind)
    defaults = {"subject": usual.subject, "body": usual.body}
    MailTemplate.objects.get_or_create(programme=programme, kind=kind.key, defaults=defaults)
    return MailTemplate.objects.select_for_update(of=("self",), no_key=True).get(
        programme=programme, kind=kind.key
    )


def save_words(row: MailTemplate, kind: LetterKind, before: dict[str, str], *, by: User) -> None:
    """Write down the words of a held row; the usual ones are not kept as own."""
    usual = usual_words(row.programme, kind)
    after = _said(row)
    if after == before:
        if after == _said(usual):
            row.delete()
        return
    if after == _said(usual):
        row.delete()
        sentence = _("The mail “%(kind)s” has its usual words again.")
    else:
        row.changed_by, row.changed_at = by, timezone.now()
        row.save(update_fields=["subject", "body", "changed_by", "changed_at"])
        sentence = _("The words of the mail “%(kind)s” were changed.")
    _log(sentence, row, kind, before, after, by=by)


class OtherWordsError(Exception):
    """The own words are not those any more that somebody wants to give up."""


def digest_of_words(row: MailTemplate) -> str:
    """What a page remembers of the words that it shows."""
    return digest_of(_said(row))


@transaction.atomic
def reset_words(
    programme: Programme, kind: LetterKind, *, by: User, shown: str | None = None
) -> bool:
    """Go back to the usual words; False when there were no others. Raises OtherWordsError when they
    are not those that were ``shown`` (their digest) any more."""
    rows = MailTemplate.objects.select_for_update(of=("self",), no_key=True)
    row = rows.filter(programme=programme, kind=kind.key).first()
    if row is None:
        return False
    if shown not in (None, digest_of_words(row)):
        raise OtherWordsError
    before = _said(row)
    row.delete()
    sentence = _("The mail “%(kind)s” has its usual words again.")
    _log(sentence, row, kind, before, _said(usual_words(programme, kind)), by=by)
    return True


def example_of(programme: Programme, kind: LetterKind, subject: str, body: str) -> Written:
    """The words with the examples in their places."""
    values = {name: str(row.example) for name, row in kind.placeholders.items()}
    return Template(programme, kind.key, subject, body).write(values)


def post_test(
    programme: Programme, kind: LetterKind, subject: str, body: str, *, to: User
) -> Mail | None:
    """Send the words with the examples to whoever writes them, marked as a test."""
    said = example_of(programme, kind, subject, body)
    values = {
        "name": to.name,
        "kind": kind.label,
        "subject": said.subject,
        "body": said.body,
    }
    return post_letter(programme, LETTER_TEST, values, to=to)


def _said(row: MailTemplate) -> dict[str, str]:
    return {"subject": row.subject, "body": row.body.replace("\r\n", "\n").strip()}


def _log(
    sentence: str,
    row: MailTemplate,
    kind: LetterKind,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    by: User,
) -> None:
    record(
        "letter_changed",
        row.programme,
        sentence % {"kind": kind.label},
        by=by,
        programme=row.programme,
        path=reverse("programme:letter", args=[row.programme.slug, kind.key]),
        before=before,
        after=after,
    )
