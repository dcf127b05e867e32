"""The queue's side of cases. The receipts are the truth, not the messages."""

from celery import shared_task

from cases.editions import delivery
from cases.exchange import waiting


@shared_task(acks_late=True, soft_time_limit=540, time_limit=600)
def send_edition(edition_pk: int) -> None:
    """Send one edition to its readers. Safe to deliver twice, late, or never."""
    delivery.deliver(delivery.waiting().filter(edition=edition_pk))


@shared_task(soft_time_limit=540, time_limit=600)
def send_waiting() -> None:
    """Find those who registered later and mails that were forgotten, and send them."""
    delivery.add_receipts_of_late_comers()
    delivery.deliver(delivery.waiting())


@shared_task(soft_time_limit=540, time_limit=600)
def send_failed_again() -> None:
    """Try once more what a mail server did not take."""
    delivery.deliver(delivery.waiting(have_failed=True))


@shared_task(soft_time_limit=540, time_limit=600)
def clear_uploads() -> None:
    """Delete files that came back a day ago and were never taken over."""
    waiting.clear_old()
