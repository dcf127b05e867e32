"""The mails of a day in one: what somebody wants once a day, at seven in the morning.

The rows are the truth: what is gathered and in no digest yet waits for the next one, whatever
happened to the last. A digest and its rows are written in one transaction.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programme.letters.kinds import LetterKind, Placeholder, label_of, register
from programme.letters.writing import Template
from programme.mails.hooks import ask_before_sending, reason_against
from programme.mails.message import preferences_url
from programme.mails.posting import drop
from programme.models import Mail, MailStatus, Programme, User
from programme.models.mail import MailQuerySet

KIND = "digest"
AT = datetime.time(7)


def register_digest() -> None:
    """Say what a digest is, and that its mails are asked about once more before it leaves."""
    register(
        LetterKind(
            key=KIND,
            label=gettext_lazy("The mails of a day in one"),
            when=gettext_lazy(
                "At seven in the morning to each person who wants mails once a day, if there are"
                " any."
            ),
            subject=gettext_lazy("New in {programme}: {number}"),
            body=gettext_lazy(
                "Dear {name},\n\n{number} since the last time:\n\n{mails}\n\n"
                "You chose to get these once a day, in one mail. You can change that here: {link}"
            ),
            placeholders={
                "name": Placeholder(gettext_lazy("The name of the reader"), "Klara Lund"),
                "number": Placeholder(gettext_lazy("How many mails it holds"), "2 mails"),
                "mails": Placeholder(
                    gettext_lazy("The mails, each with its subject, its words and its link"),
                    gettext_lazy(
                        "Reminder of the workplan\n========================\n\n"
                        "Hand in the case of Göteborg: due 26 August\n"
                        "-------------------------------------------\n\nDear Klara Lund, …"
                    ),
                    has_lines=True,
                    is_needed=True,
                ),
                "link": Placeholder(
                    gettext_lazy("The page on which everybody chooses"),
                    "https://clusnet.example/clusnet/mails/mine/",
                    is_needed=True,
                ),
            },
            # Who wants it has asked for it.
            is_required=True,
        )
    )
    ask_before_sending(KIND, ask_again)


def write_due() -> int:
    """Write the digests whose time has come; how many. Safe to run at any time, twice at once,
    and after any pause."""
    edge = last_edge()
    waiting = gathered().filter(send_after__lt=edge).exclude(user=None)
    pairs = list(waiting.order_by().values_list("programme", "user").distinct())
    templates: dict[int, Template] = {}
    return sum(_write(programme, user, edge, templates) for programme, user in sorted(pairs))


def last_edge() -> datetime.datetime:
    """The last time that it was seven in the morning, where the site is."""
    now = timezone.localtime()
    edge = now.replace(hour=AT.hour, minute=0, second=0, microsecond=0)
    return edge if edge <= now else edge - datetime.timedelta(days=1)


def gathered() -> MailQuerySet:
    """Mails that wait for a digest."""
    return Mail.objects.filter(status=MailStatus.GATHERED, digest=None)


@transaction.atomic
def _write(
    programme_pk: int, user_pk: int, edge: datetime.datetime, templates: dict[int, Template]
) -> bool:
    """Put what waits for one person into one mail. Of two workers the second finds nothing."""
    rows = list(
        gathered()
        .select_for_update(of=("self",), no_key=True)
        .select_related("programme", "user")
        .filter(programme=programme_pk, user=user_pk, send_after__lt=edge)
        .order_by("pk")
    )
    rows = _still_true(rows)
    if not rows:
        return False
    programme, user = rows[0].programme, rows[0].user
    assert user is not None  # noqa: S101  asked for above
    # All of a morning are one occasion.
    if programme_pk not in templates:
        templates[programme_pk] = _template(programme)
    digest = templates[programme_pk].post(_values(rows, programme, user), to=user)
    Mail.objects.filter(pk__in=[row.pk for row in rows]).update(digest=digest)
    return True


def ask_again(digest: Mail) -> str:
    """A digest that waited for the mail server leaves out what is over by now."""
    rows = list(digest.gathered.select_related("programme", "user").order_by("pk"))
    true = _still_true(rows)
    if not true:
        return _("Nothing in it is true any more.")
    if len(true) < len(rows) and digest.user and not digest.edited_at:
        said = _template(digest.programme).write(_values(true, digest.programme, digest.user))
        digest.subject, digest.body = said.subject, said.body + "\n"
        Mail.objects.filter(pk=digest.pk).update(subject=digest.subject, body=digest.body)
    return ""


def _still_true(rows: list[Mail]) -> list[Mail]:
    """Those that are; the others are no longer needed, and say why."""
    true = []
    for row in rows:
        reason = reason_against(row)
        if not reason:
            true.append(row)
        elif row.digest_id is None:
            drop([row.pk], reason=reason)
        else:
            values = {"status": MailStatus.DROPPED, "digest": None, "error": reason}
            Mail.objects.filter(pk=row.pk).update(**values)
    return true


def _template(programme: Programme) -> Template:
    return Template.of(programme, KIND)


def _values(rows: list[Mail], programme: Programme, user: User) -> dict[str, str]:
    number = ngettext("%(n)s mail", "%(n)s mails", len(rows)) % {"n": len(rows)}
    return {
        "name": user.name,
        "number": number,
        "mails": _in_parts(rows),
        "link": preferences_url(programme),
    }


def _in_parts(rows: list[Mail]) -> str:
    """The mails by kind, each under its subject."""
    by_kind: dict[str, list[Mail]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    parts = []
    for kind, mails in by_kind.items():
        label = label_of(kind)
        parts.append(f"{label}\n{'=' * len(label)}")
        parts += [f"{mail.subject}\n{'-' * len(mail.subject)}\n\n{mail.body}" for mail in mails]
    return "\n\n".join(part.strip() for part in parts)
