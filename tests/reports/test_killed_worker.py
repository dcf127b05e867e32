"""A worker that is killed in the middle of its work loses no document and makes none twice."""

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing, contextmanager, suppress

import psutil
import psycopg2
import pytest

from clusnet.management.commands.run_site import worker_command
from tests import servers
from tests.running_site import INHERITED, ROOT, wait_until

pytestmark = pytest.mark.services

MAKE = """
import json
from tests.factories import EditionFactory

text = "\\n\\n".join(
    f"Paragraph {number}. " + "A builder that dies in the middle is followed by another. " * 9
    for number in range(PARAGRAPHS)
)
topics = [
    {"key": str(number), "title": f"Topic {number}", "text": text, "is_not_known": False,
     "not_known_reason": "", "is_confidential": False}
    for number in range(3)
]
content = {"title": "Slow case", "words": 9000, "sections": [
    {"number": 1, "key": "setting", "title": "Setting", "purpose": "", "topics": topics}]}
editions = [EditionFactory(content=content) for _ in range(4)]
print("rows", json.dumps([edition.pk for edition in editions]))
"""
REQUEST = """
import json
from cases.models import Edition
from reports.documents.orders import request_document

editions = Edition.objects.filter(pk__in=KEYS)
documents = [request_document("case", edition, by=None) for edition in editions]
print("rows", json.dumps([document.pk for document in documents]))
"""
MAKE_BOOKS = (
    MAKE.partition("editions =")[0].replace("PARAGRAPHS", "2")
    + """
from reports.documents.orders import request_document
from tests.factories import CityFactory, DistributedCaseFactory, ProgrammeFactory

programmes = [ProgrammeFactory(), ProgrammeFactory()]
for programme, cases in zip(programmes, (4, 2)):
    for number in range(cases):
        case = DistributedCaseFactory(city=CityFactory(programme=programme))
        EditionFactory(case=case, content=content | {"title": f"Case {number}"})
request_document("case_book", programmes[0], by=None)
print("rows", json.dumps(programmes[1].pk))
"""
)
REQUEST_BOOK = """
import json
from programme.models import Programme
from reports.documents.orders import request_document

document = request_document("case_book", Programme.objects.get(pk=PROGRAMME), by=None)
print("rows", json.dumps(document.pk))
"""
COLUMNS = ("id", "status", "progress", "attempts", "file", "checksum", "error")
LOOK = f"SELECT {', '.join(COLUMNS)} FROM reports_document ORDER BY id"  # noqa: S608  our words

SILENCE = "UPDATE reports_document SET heartbeat_at = NULL WHERE status = 'running'"


class Workplace:
    """A data folder, a database and a broker, and a worker that can be killed."""

    def __init__(self, folder, variables):
        self.folder = folder
        self.variables = {
            **{key: os.environ[key] for key in INHERITED if key in os.environ},
            "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
            "DATA_DIR": str(folder),
            **variables,
        }
        self.worker = None

    def python(self, code):
        """Run code on the site's data; returns what it printed as JSON after “rows”."""
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
            cwd=ROOT,
            env=self.variables,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.rpartition("rows ")[2])

    def migrate(self):
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=self.variables, check=True)

    def make_editions(self):
        return self.python(MAKE.replace("PARAGRAPHS", "60"))

    def request(self, editions):
        return self.python(REQUEST.replace("KEYS", str(editions)))

    def request_book(self, programme):
        return self.python(REQUEST_BOOK.replace("PROGRAMME", str(programme)))

    @contextmanager
    def cursor(self):
        """The documents read directly, because a build does not wait."""
        if url := self.variables.get("DATABASE_URL"):
            connection = psycopg2.connect(url)
        else:
            connection = sqlite3.connect(self.folder / "db.sqlite3")
        with closing(connection), closing(connection.cursor()) as cursor:
            yield cursor
            connection.commit()

    def rows(self):
        """The documents as they are now."""
        with self.cursor() as cursor:
            cursor.execute(LOOK)
            return [dict(zip(COLUMNS, row, strict=True)) for row in cursor.fetchall()]

    def let_time_pass(self):
        """As if the builders that died had been silent for long."""
        with self.cursor() as cursor:
            cursor.execute(SILENCE)

    def lose_messages(self):
        """Whatever waits in the broker is gone, as if it had been in the hands of the dead."""
        if "REDIS_URL" in self.variables:
            import redis

            redis.Redis.from_url(self.variables["REDIS_URL"]).flushall()
        for message in (self.folder / "queue").glob("*.msg"):
            message.unlink()

    def start(self):
        with (self.folder / "worker.log").open("a") as log:
            self.worker = subprocess.Popen(
                worker_command(2), cwd=ROOT, env=self.variables, stdout=log, stderr=log
            )

    def kill(self):
        """End the worker with all its processes at once, with no chance to say goodbye."""
        with suppress(psutil.NoSuchProcess):
            processes = [psutil.Process(self.worker.pid)]
            processes += processes[0].children(recursive=True)
            for process in processes:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
        self.worker.wait()
        self.let_time_pass()

    def kill_builder(self):
        """End the one process that builds: it has worked most."""
        children = psutil.Process(self.worker.pid).children(recursive=True)
        max(children, key=lambda child: child.cpu_times().user).kill()

    def kill_builder_at_layout(self):
        """Wait until a process lays out a part, and end the one that began it.

        Returns the number of the process that lays out.
        """
        own, parent = map(int, self.wait_for("layout").split())
        os.kill(parent, signal.SIGKILL)
        self.let_time_pass()
        return own

    def wait_for(self, moment):
        """Wait until a process comes to the moment; returns what it says of itself."""
        here = self.folder / f"at-{moment}"
        wait_until(here.exists, seconds=60)
        return here.read_text()

    def start_again(self):
        self.kill()
        self.start()

    def parts(self):
        """The files of the parts that were laid out; one that is made again is another file."""
        return {path: path.stat().st_ino for path in (self.folder / "parts").glob("??/*")}

    def is_in_the_middle(self):
        return any(row["status"] == "running" and row["progress"] >= 12 for row in self.rows())

    def is_done(self):
        return all(row["status"] in ("ready", "failed") for row in self.rows())

    def files(self):
        """The files of documents, finished or not."""
        return {
            str(path.relative_to(self.folder / "media")): path
            for path in (self.folder / "media" / "documents").rglob("*")
            if path.is_file()
        }


@pytest.fixture(params=["SQLite and a folder", "PostgreSQL and Redis"])
def workplace(request, tmp_path):
    with ExitStack() as stack:
        variables = {}
        if request.param == "PostgreSQL and Redis":
            variables["DATABASE_URL"] = stack.enter_context(servers.postgresql())
            variables["REDIS_URL"] = stack.enter_context(servers.redis())
        workplace = Workplace(tmp_path, variables)
        workplace.migrate()
        yield workplace
        if workplace.worker:
            workplace.kill()


def test_killed_in_the_middle_and_between_queue_and_start_every_document_is_built_once(workplace):
    editions = workplace.make_editions()
    workplace.start()
    workplace.request(editions[:2])
    wait_until(workplace.is_in_the_middle, seconds=60)
    workplace.kill()
    interrupted = {row["id"] for row in workplace.rows() if row["status"] == "running"}
    workplace.request(editions[2:])
    workplace.lose_messages()

    workplace.start()
    wait_until(workplace.is_done, seconds=120)

    rows = workplace.rows()
    assert [row["status"] for row in rows] == ["ready"] * 4, rows
    assert interrupted
    assert {row["id"] for row in rows if row["attempts"] > 1} == interrupted
    files = workplace.files()
    assert set(files) == {row["file"] for row in rows}
    assert {row["checksum"] for row in rows} == {
        hashlib.sha256(path.read_bytes()).hexdigest() for path in files.values()
    }


def test_a_killed_builder_alone_is_followed_by_another(workplace):
    workplace.request(workplace.make_editions()[:1])
    workplace.start()
    wait_until(workplace.is_in_the_middle, seconds=60)

    workplace.kill_builder()
    wait_until(workplace.is_done, seconds=120)

    (row,) = workplace.rows()
    assert (row["status"], row["attempts"]) == ("ready", 2), row
    assert set(workplace.files()) == {row["file"]}


@pytest.mark.parametrize("workplace", ["SQLite and a folder"], indirect=True)
def test_a_book_comes_out_once_whenever_its_builder_is_killed(workplace):
    for moment in ("layout", "joining"):
        (workplace.folder / f"pause-{moment}").touch()
    second = workplace.python(MAKE_BOOKS)
    workplace.start()

    of_builder = workplace.kill_builder_at_layout()
    wait_until(lambda: not psutil.pid_exists(of_builder), seconds=5)
    kept = workplace.parts()
    workplace.wait_for("joining")
    workplace.start_again()
    wait_until(workplace.is_done, seconds=60)
    (workplace.folder / "pause-storing").touch()
    workplace.request_book(second)
    workplace.wait_for("storing")
    kept_whole = workplace.parts()
    workplace.start_again()
    wait_until(workplace.is_done, seconds=60)

    rows = workplace.rows()
    assert [(row["status"], row["attempts"]) for row in rows] == [("ready", 3), ("ready", 2)], rows
    assert kept
    assert kept.items() <= kept_whole.items()
    assert kept_whole == workplace.parts()
    files = workplace.files()
    assert set(files) == {row["file"] for row in rows}
    assert {row["checksum"] for row in rows} == {
        hashlib.sha256(path.read_bytes()).hexdigest() for path in files.values()
    }
