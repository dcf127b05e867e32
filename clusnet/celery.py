"""The queue. Tasks stand in each app's ``tasks.py`` and are found by name."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clusnet.settings")

TRANSPORT_ALIASES["folder"] = "clusnet.folder_broker:Transport"

app = Celery("clusnet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
