"""The queue. Tasks stand in each app's ``tasks.py`` and are found by name."""

import os

from celery import Celery
from celery.signals import beat_embedded_init, worker_process_init
from kombu.transport import TRANSPORT_ALIASES

from clusnet.processes import end_without_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clusnet.settings")

TRANSPORT_ALIASES["folder"] = "clusnet.folder_broker:Transport"

app = Celery("clusnet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


# Read before the worker forks its processes, so that they know who started them.
worker_pid = os.getpid()


@beat_embedded_init.connect
@worker_process_init.connect
def end_with_worker(**kwargs: object) -> None:
    """A killed worker takes its processes along, or they would go on unseen."""
    end_without_parent(worker_pid)
