"""The settings of a site, with the patience of a test: dead builders are noticed in seconds."""

from clusnet.settings import *  # noqa: F403

DOCUMENT_SILENT_AFTER = 6
CELERY_BEAT_SCHEDULE = {
    "resume documents": {
        "task": "reports.tasks.resume_documents",
        "schedule": 1.0,
        "options": {"expires": 5.0},
    },
}
