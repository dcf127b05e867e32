"""Puts the apps together: settings, addresses, queue. No domain here."""

from clusnet.celery import app as celery_app

__all__ = ["celery_app"]
