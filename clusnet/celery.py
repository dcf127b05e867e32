"""The queue. Tasks stand in each app's ``tasks.py`` and are found by name."""

import os
import signal

from celery import Celery
from celery.signals import beat_embedded_init, worker_process_init
from kombu.transport import TRANSPORT_ALIASES

from clusnet.processes import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clusnet.settings")

TRANSPORT_ALIASES["folder"] = "clusnet.folder_broker:Transport"

app = Celery("clusnet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_embedded_init.connect
@worker_process_init.connect
def end_with_worker(**kwargs: object) -> None:
    """A killed worker takes its processes along, or they would go on unseen."""
    end_with_parent(signal.SIGKILL)
