"""The WSGI application that a web server loads."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clusnet.settings")

application = get_wsgi_application()

# Read all views before the first request comes. What is loaded now stays, so the collector need
# not walk through it again and again in the middle of an answer; and a page makes thousands of
# small objects that go by themselves.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 10, 10)
