"""The settings of a site, with the patience of a test: dead builders are noticed in seconds."""

from celery.signals import worker_process_init

from clusnet.settings import *  # noqa: F403

DOCUMENT_SILENT_AFTER = 6
CELERY_BEAT_SCHEDULE = {
    "resume documents": {
        "task": "reports.tasks.resume_documents",
        "schedule": 1.0,
        "options": {"expires": 5.0},
    },
}
BOOK_PROCESSES = 2


@worker_process_init.connect
def hold_where_asked(**_options):
    # The models are not there yet while settings are read.
    from tests.pausing import hold_where_asked

    hold_where_asked()
