"""What lies outside the tables: sessions, mails in a folder, uploads of others."""

import email
import email.policy
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import models
from django.utils.translation import gettext as _

from programme.models import DataRequest, User, subject_of
from programme.privacy.contents import NotReadError, is_printed, words_of
from programme.privacy.holders import MADE, Beat
from programme.privacy.names import Finder
from programme.privacy.places import Place, in_programme, programme_of


def end_sessions(user: User) -> int:
    """Log the person out everywhere; how many log-ins there were. What a device keeps for work
    without a network goes when it next finds itself logged out."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    ended = 0
    for row in Session.objects.iterator(chunk_size=500):
        if row.get_decoded().get(SESSION_KEY) == str(user.pk):
            store(row.session_key).delete()
            ended += 1
    return ended


def sweep_sessions(finder: Finder) -> int:
    """Take the name out of messages that wait in the sessions of others."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    changed = 0
    for row in Session.objects.iterator(chunk_size=500):
        data = row.get_decoded()
        neutral = finder.in_data(data)
        if neutral != data:
            session = store(row.session_key)
            session.update(neutral)
            session.save()
            changed += 1
    return changed


def sweep_mail_folder(finder: Finder) -> int:
    """Take every mail out of the folder of mails that names the person, or went to the person."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    gone = 0
    for path in Path(folder).rglob("*") if folder else ():
        if path.is_file() and _names(path.read_bytes(), finder):
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _names(mail: bytes, finder: Finder) -> bool:
    message = email.message_from_bytes(mail, policy=email.policy.default)
    heads = " ".join(str(value) for value in message.values())
    parts = (part for part in message.walk() if not part.is_multipart())
    bodies = (_text_of(part) for part in parts)
    return finder.found_in(heads) or any(finder.found_in(body) for body in bodies)


def _text_of(part: Any) -> str:
    content = part.get_payload(decode=True) or b""
    return content.decode(part.get_content_charset() or "utf-8", errors="replace")


def uploads_that_name(finder: Finder, programme: int | None, beat: Beat) -> Iterator[Place]:
    """Files that people uploaded (to one programme, or anywhere) and that name the person: they
    are not changed, somebody has to look at them."""
    for model in apps.get_models():
        if model in MADE or model is DataRequest:
            continue
        rows = model._base_manager.order_by("pk")
        if programme is not None:
            rows = rows.filter(in_programme(model, programme))
        for column in model._meta.concrete_fields:
            if isinstance(column, models.FileField):
                yield from _in_files(rows.exclude(**{column.name: ""}), column.name, finder, beat)


def _in_files(rows: models.QuerySet, column: str, finder: Finder, beat: Beat) -> Iterator[Place]:
    for row in rows.iterator():
        beat(-1)
        file = getattr(row, column)
        said = _("“%(name)s” (%(what)s), the words in the file")
        try:
            with file.open("rb") as opened:
                find = finder.found_in_print if is_printed(opened) else finder.found_in
                is_named = any(_found(words, find, beat) for words in words_of(opened))
        except FileNotFoundError:
            continue
        except NotReadError:
            # Perhaps: whoever looks at it finds out. An erasure does not wait for it.
            said, is_named = _("“%(name)s” (%(what)s), which could not be read to its end"), True
        if is_named:
            words = said % {
                "name": getattr(row, "name", "") or row,
                "what": row._meta.verbose_name,
            }
            yield Place(programme_of(type(row), row.pk), words, subject_of(row), column, file.name)


def _found(words: str, find: Callable[[str], bool], beat: Beat) -> bool:
    beat(-1)
    return find(words)
