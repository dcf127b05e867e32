"""What became of the distributed demonstration cases: who read them, a second edition, visitors.

No mail is sent: receipts and mails say how it went before anybody could.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from cases import services
from cases.editions.delivery import mails_of
from cases.models import Answer, Case, Edition, Receipt
from programme.mails.posting import MOST_TRIES
from programme.models import MailStatus, Role, User
from programme.writing.services import save_text

# The city whose case everybody may read.
PUBLIC = "lyon"
# Hours from the mail to opening it and to having read it, person by person; none: not yet.
HABITS: tuple[tuple[float | None, float | None], ...] = (
    (0.5, 1.0),
    (26, 27),
    (3, 75),
    (49, None),
    (140, 141),
    (9, 9.5),
    (None, None),
)
REFUSED = "The mail server does not accept the address. Is it written correctly?"


def hold_back(case: Case, topics: Iterable[str]) -> None:
    """Mark the topics that only the city's group reads."""
    Answer.objects.filter(case=case, topic__in=list(topics)).update(is_confidential=True)


def follow(case: Case, data: dict[str, Any], people: dict[str, User], held: Any) -> list[Any]:
    """Let the readers of a distributed case read, and publish a second edition if it has one.

    ``held`` is the day on which its workshop began. Returns the moments of what the log says,
    the last one first.
    """
    first = case.editions.order_by("number").first()
    if first is None:
        return []
    _read(first)
    moments: list[datetime.datetime] = []
    if second := data.get("second_edition"):
        moments = _publish_second(case, second, people, held)
    if case.city.slug == PUBLIC:
        last = case.editions.order_by("-number")[0]
        services.make_public(last, by=people[Role.COORDINATOR])
        since = min(held + datetime.timedelta(days=30), timezone.now())
        Edition.objects.filter(pk=last.pk).update(public_since=since)
        moments.insert(0, since)
    return moments


def _publish_second(
    case: Case, second: dict[str, Any], people: dict[str, User], held: datetime.datetime
) -> list[datetime.datetime]:
    opened, written, published = (held + datetime.timedelta(days=days) for days in (4, 9, 12))
    editor, expert = people[case.city.slug], people[Role.EXPERT]
    services.reopen_case(case, by=expert, reason=second["reason"], at=opened)
    for topic, text in second["answers"].items():
        answer = case.answers.get(topic=topic)
        save_text(answer, text.strip(), base_version=answer.version, by=editor, at=written)
    edition = services.publish_edition(case, by=expert, remark=second["remark"], at=published)
    _read(edition, offset=3, has_refusal=True)
    return [published, opened]


def _read(edition: Edition, *, offset: int = 0, has_refusal: bool = False) -> None:
    """Each reader in an own way; with a refusal, the last one was not reached."""
    receipts = list(edition.receipts.order_by("pk"))
    sent = edition.frozen_at + datetime.timedelta(minutes=2)
    mails = mails_of(edition)
    written = {"created_at": edition.frozen_at, "send_after": edition.frozen_at}
    mails.update(status=MailStatus.SENT, sent_at=sent, tries=1, **written)
    for place, receipt in enumerate(receipts):
        if has_refusal and place == len(receipts) - 1:
            receipt.send_error = REFUSED
            mails.filter(user=receipt.user_id).update(
                status=MailStatus.FAILED, sent_at=None, tries=MOST_TRIES, error=REFUSED
            )
            continue
        opened, read = HABITS[(place + offset) % len(HABITS)]
        receipt.sent_at = sent
        receipt.opened_at = _later(sent, opened)
        receipt.read_at = _later(sent, read) if receipt.opened_at else None
    Receipt.objects.bulk_update(receipts, ["sent_at", "send_error", "opened_at", "read_at"])


def _later(moment: datetime.datetime, hours: float | None) -> datetime.datetime | None:
    """That many hours later, unless it has not come yet."""
    if hours is None:
        return None
    later = moment + datetime.timedelta(hours=hours)
    return later if later <= timezone.now() else None
