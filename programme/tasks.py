"""The queue's side of the outbox. The rows are the truth, not the messages."""

from celery import shared_task

from programme import mail, reminders


@shared_task(soft_time_limit=540, time_limit=600)
def send_mails() -> None:
    """Send what waits in the outbox. Safe to run at any time, and after any pause."""
    mail.send_waiting()


@shared_task(soft_time_limit=540, time_limit=600)
def send_reminders() -> None:
    """Write the reminders whose day has come. Safe to run at any time, and after any pause."""
    reminders.send_due()
