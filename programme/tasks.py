"""The queue's side of the outbox. The rows are the truth, not the messages."""

from celery import shared_task

from programme.exchange import claims, running
from programme.field import calendars
from programme.mails import digest, sending
from programme.models import ImportStatus
from programme.privacy import afterwards, leftovers, requests, retention, site
from programme.privacy import claims as data_claims
from programme.search import updating
from programme.workplan import reminders


@shared_task(soft_time_limit=540, time_limit=600)
def send_mails() -> None:
    """Send what waits in the outbox. Safe to run at any time, and after any pause."""
    sending.send_waiting()


@shared_task(soft_time_limit=540, time_limit=600)
def send_reminders() -> None:
    """Write the reminders whose day has come. Safe to run at any time, and after any pause."""
    reminders.send_due()


@shared_task(soft_time_limit=540, time_limit=600)
def write_digests() -> None:
    """Write the mails that gather those of a day. Safe to run at any time, and after any pause."""
    digest.write_due()


@shared_task(soft_time_limit=120, time_limit=150)
def read_event_calendar(calendar_pk: int) -> None:
    """Read one calendar of others. Safe to deliver twice, late, or after it was deleted."""
    calendars.take_in(calendar_pk)


@shared_task
def read_due_calendars() -> None:
    """Let the calendars of others be read that are new, a day old, or were left in the middle."""
    for calendar_pk in calendars.due_calendars():
        read_event_calendar.apply_async((calendar_pk,), expires=60)


@shared_task(soft_time_limit=540, time_limit=600)
def keep_up_search() -> None:
    """Bring the search index up to date. Safe to run at any time, twice, or to be killed."""
    updating.keep_up()


@shared_task(acks_late=True, soft_time_limit=300, time_limit=330)
def read_import(import_pk: int) -> None:
    """Read a file of clusters for its preview. Safe to deliver twice, late, or never."""
    running.read(import_pk)


@shared_task(acks_late=True, soft_time_limit=300, time_limit=330)
def apply_import(import_pk: int) -> None:
    """Bring in a file of clusters. Safe to deliver twice, late, or never."""
    running.apply(import_pk)


@shared_task(soft_time_limit=1740, time_limit=1800)
def erase_what_is_due() -> None:
    """Erase what is not kept any longer. Safe to run at any time, twice, and after any pause."""
    retention.erase_due()
    site.erase_of_site()
    afterwards.sweep_again()


@shared_task
def resume_imports() -> None:
    """Find imports whose worker died or whose message was lost, and send them again."""
    claims.take_back_silent()
    for import_pk, status in claims.without_task():
        task = read_import if status == ImportStatus.WAITING else apply_import
        task.delay(import_pk)


@shared_task(acks_late=True, soft_time_limit=1800, time_limit=1860)
def work_on_data_request(request_pk: int) -> None:
    """Make the file of a person's data, or erase the person. Safe to deliver twice or late."""
    requests.work_on(request_pk)


@shared_task
def resume_data_requests() -> None:
    """Find requests about own data whose time has come, or whose worker died, and send them; and
    note what was replaced or deleted after an erasure."""
    data_claims.take_back_silent()
    leftovers.settle_what_is_gone()
    for request_pk in data_claims.due_without_task():
        work_on_data_request.delay(request_pk)


@shared_task
def erase_data_files() -> None:
    """Erase the files of people's data that are over. Safe to run at any time."""
    requests.erase_old_files()
