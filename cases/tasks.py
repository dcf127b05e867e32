"""The queue's side of cases. The rows are the truth, not the messages."""

from celery import shared_task

from cases.editions import delivery
from cases.exchange import waiting


@shared_task(soft_time_limit=540, time_limit=600)
def find_readers() -> None:
    """Bring distributed cases to those who registered later, or were forgotten."""
    delivery.bring_to_late_comers()


@shared_task(soft_time_limit=540, time_limit=600)
def clear_uploads() -> None:
    """Delete files that came back a day ago and were never taken over."""
    waiting.clear_old()
