"""The settings of the tests: quick, silent, and with nothing left behind."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "tests-only")
os.environ.setdefault("DATA_DIR", str(Path(tempfile.gettempdir()) / "clusnet-tests"))
if "REDIS_URL" in os.environ:
    # Tests that run beside each other must not see each other's cache.
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rstrip('/')}/{worker}"

from clusnet.settings import *  # noqa: E402, F403  the variables above must come first
from clusnet.settings import LOGGING  # noqa: E402

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if "REDIS_URL" not in os.environ:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Each client would otherwise look at every static file before its first request.
WHITENOISE_AUTOREFRESH = True
# Kept in the database on both pairs of servers, so that pages ask equally often on both.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Few tests are about processes; the others lay out a page or two.
BOOK_PROCESSES = 1

CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True

LOGGING = {**LOGGING, "root": {"handlers": [], "level": "CRITICAL"}}
