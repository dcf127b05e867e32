"""Workers are killed and mail servers misbehave: no mail is lost, and none comes twice.

The one exception is stated here: a worker that is killed after the mail server has taken a mail and
before its row says so. That mail comes again, with the same Message-ID.
"""

import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing

import pytest
from django.utils import timezone

from programme.mails.sending import send_waiting
from programme.models import Mail, MailStatus
from tests.factories import MailFactory
from tests.running_site import INHERITED, ROOT
from tests.smtp_server import SmtpServer

SEND = "from programme.mails.sending import send_waiting; send_waiting()"
MAKE = "from tests.factories import MailFactory; MailFactory.create_batch(4)"
# Ends the worker right after the second mail lies in the folder, before its row says so.
SEND_AND_DIE = f"""
import os, pathlib
replace, done = pathlib.Path.replace, []
def die(path, target):
    replace(path, target)
    done.append(target)
    if len(done) == 2:
        os.kill(os.getpid(), 9)
pathlib.Path.replace = die
{SEND}
"""


class Outbox:
    """A site of its own with four mails that wait, and workers that are processes."""

    def __init__(self, folder, **variables):
        self.folder = folder
        self.variables = {
            **{key: os.environ[key] for key in INHERITED if key in os.environ},
            "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
            "DATA_DIR": str(folder),
            **variables,
        }

    def start(self, code):
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.variables,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def run(self, code):
        worker = self.start(code)
        _out, error = worker.communicate(timeout=120)
        assert worker.returncode == 0, error.decode()

    def states(self):
        return self._ask("SELECT status FROM programme_mail ORDER BY id")

    def let_time_pass(self):
        """As if the worker that is dead had been silent for long."""
        self._ask("UPDATE programme_mail SET claimed_at = '2000-01-01' WHERE status = 'sending'")

    def _ask(self, statement):
        with closing(sqlite3.connect(self.folder / "db.sqlite3")) as database:
            rows = [row[0] for row in database.execute(statement)]
            database.commit()
        return rows


@pytest.fixture(scope="module")
def laid(tmp_path_factory):
    """A database with the mails, made once."""
    folder = tmp_path_factory.mktemp("outbox")
    outbox = Outbox(folder)
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=outbox.variables, check=True)
    outbox.run(MAKE)
    return folder


@pytest.fixture
def site(laid, tmp_path):
    shutil.copytree(laid, tmp_path / "site")
    return tmp_path / "site"


@pytest.fixture
def server():
    with SmtpServer() as server:
        yield server


@pytest.mark.services
@pytest.mark.parametrize(
    ("moment", "times"),
    [
        ("connected", {1: 4}),
        ("mail", {1: 4}),
        ("half", {1: 4}),
        # The server has the mail, and nobody was told: here alone one comes twice.
        ("whole", {1: 3, 2: 1}),
    ],
)
def test_mails_of_a_killed_worker_arrive_once(site, server, moment, times):
    outbox = Outbox(site, EMAIL_URL=f"smtp://127.0.0.1:{server.port}")
    begun = []

    def kill():
        while not begun:
            time.sleep(0.01)
        begun[0].kill()
        begun[0].wait()
        return False

    server.at[moment] = kill
    begun.append(outbox.start(SEND))
    begun[0].communicate(timeout=120)
    assert begun[0].returncode == -signal.SIGKILL
    outbox.run(SEND)
    left_alone = "sending" in outbox.states()
    outbox.let_time_pass()
    outbox.run(SEND)

    # Whoever comes next waits until the mail in hand is certainly nobody's.
    assert left_alone == (moment != "connected")
    assert Counter(Counter(server.arrived).values()) == times
    assert set(outbox.states()) == {"sent"}


@pytest.mark.services
def test_in_a_folder_no_mail_is_there_twice_whenever_the_worker_is_killed(site):
    outbox = Outbox(site)
    died = outbox.start(SEND_AND_DIE)
    died.communicate(timeout=120)
    assert died.returncode == -signal.SIGKILL
    first = {path: path.stat().st_ino for path in (site / "mail").iterdir()}
    assert (len(first), outbox.states().count("sent")) == (2, 1)

    outbox.let_time_pass()
    outbox.run(SEND)

    after = {path: path.stat().st_ino for path in (site / "mail").iterdir()}
    assert len(after) == 4
    assert {path: after[path] for path in first} == first
    assert set(outbox.states()) == {"sent"}


# A mail server that misbehaves


@pytest.fixture
def by_smtp(server, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.MAIL_SERVER_PATIENCE = 0.5
    return server


def let_pauses_pass():
    Mail.objects.filter(status=MailStatus.WAITING).update(send_after=timezone.now())


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("moment", ["mail", "half"])
@pytest.mark.parametrize("what", ["is silent", "closes"])
def test_a_server_that_fails_in_the_middle_holds_up_one_mail_for_a_while(by_smtp, moment, what):
    MailFactory.create_batch(3)
    by_smtp.at[moment] = (lambda: time.sleep(1)) if what == "is silent" else (lambda: False)

    send_waiting()

    first, *others = Mail.objects.order_by("pk")
    assert (first.status, first.tries) == (MailStatus.WAITING, 1)
    assert first.error
    assert {mail.status for mail in others} == {MailStatus.SENT}
    let_pauses_pass()
    send_waiting()
    assert set(Mail.objects.values_list("status", flat=True)) == {MailStatus.SENT}
    assert {mail for mail, times in Counter(by_smtp.arrived).items() if times > 1} == set()


@pytest.mark.once
@pytest.mark.django_db
def test_a_server_that_never_answers_leaves_all_mails_as_they_are(by_smtp):
    MailFactory.create_batch(3)
    before = list(Mail.objects.values())
    by_smtp.at["connected"] = lambda: time.sleep(1)

    send_waiting()

    assert list(Mail.objects.values()) == before


@pytest.mark.once
@pytest.mark.django_db
def test_a_reader_who_is_refused_keeps_nobody_else_from_theirs(by_smtp):
    mails = MailFactory.create_batch(3)
    by_smtp.refused = {mails[1].address}

    send_waiting()

    mails[1].refresh_from_db()
    assert "does not accept the address" in mails[1].error
    assert len(by_smtp.arrived) == 2
    assert Mail.objects.filter(status=MailStatus.SENT).count() == 2


@pytest.mark.once
@pytest.mark.django_db
def test_a_full_disk_leaves_no_half_mail_and_loses_none(settings, tmp_path, monkeypatch):
    settings.EMAIL_BACKEND = "programme.mails.folder.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    MailFactory.create_batch(2)

    def is_full(number):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", is_full)
        send_waiting()
    assert list((tmp_path / "mail").iterdir()) == []
    assert set(Mail.objects.values_list("error", flat=True)) == {"The disk of the site is full."}

    let_pauses_pass()
    send_waiting()

    assert len(list((tmp_path / "mail").iterdir())) == 2
    assert set(Mail.objects.values_list("status", flat=True)) == {MailStatus.SENT}
