"""The site as it runs, with a floor page and a count of queries on every answer."""

from clusnet.settings import *  # noqa: F403
from clusnet.settings import BASE_DIR, LOGGING, MIDDLEWARE, TEMPLATES

ROOT_URLCONF = "tests.benchmarks.urls"
MIDDLEWARE = ["tests.benchmarks.urls.CountQueries", *MIDDLEWARE]
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], BASE_DIR / "tests" / "benchmarks" / "templates"]
# A conflict is an answer that is measured, not news.
LOGGING["loggers"]["django.request"] = {"level": "ERROR"}
