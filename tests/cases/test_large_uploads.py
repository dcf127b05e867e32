"""A file of a gigabyte, sent to a site as it runs: refused in words, and nobody's disk is full."""

import re
import secrets
import socket
import time
from pathlib import Path

import psutil
import pytest

from tests.benchmarks.serving import Visitor
from tests.running_site import RunningSite, copy_site

pytestmark = pytest.mark.services

EDITOR = "paivi.lehtinen@helsinki.example"
PATH = "/clusnet/cases/helsinki/attachments/create/"
TOPIC = "/clusnet/cases/helsinki/answers/growth/"
MEGABYTE = 1024 * 1024
GIGABYTE = 1024 * MEGABYTE


@pytest.fixture(scope="module")
def site(demo_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    copy_site(demo_folder, folder)
    incoming = folder / "incoming"
    incoming.mkdir()
    with RunningSite(folder, DEMO="true", TMPDIR=str(incoming)) as site:
        yield site
    # Nobody was told of an error that nobody saw.
    assert " ERROR " not in site.log.read_text()


@pytest.fixture
def visit(site):
    """A browser of somebody; of a visitor without an address."""
    visitors = []

    def visit(email=""):
        visitor = Visitor(site.port)
        visitors.append(visitor)
        if email:
            visitor.log_in(email)
        return visitor

    yield visit
    for visitor in visitors:
        visitor.connection.close()


@pytest.fixture
def editor(visit):
    return visit(EDITOR)


class Watch:
    """How much memory and disk the site takes, looked at while something is sent."""

    def __init__(self, site):
        web = site.child("gunicorn")
        self.processes = [web, *web.children(recursive=True)]
        self.folders = [site.folder / "incoming", site.folder / "media"]
        self.before = self.memory()
        self.most_memory = self.most_disk = 0

    def memory(self):
        return sum(process.memory_info().rss for process in self.processes)

    def look(self):
        files = [path for folder in self.folders for path in folder.rglob("*") if path.is_file()]
        self.most_memory = max(self.most_memory, self.memory() - self.before)
        open_files = sum(_size_of_deleted(process) for process in self.processes)
        self.most_disk = max(self.most_disk, sum(p.stat().st_size for p in files) + open_files)


def _size_of_deleted(process: psutil.Process) -> int:
    """What a process keeps in files that have no name any more."""
    total = 0
    for handle in Path(f"/proc/{process.pid}/fd").glob("*"):
        try:
            if "(deleted)" in str(handle.readlink()):
                total += handle.stat().st_size
        except OSError:
            continue
    return total


def send(visitor, path, field, *, size, watch, filename="", headers=()):
    """Send a form with one part of this size, as slowly as it is read; return status, text and
    how many bytes of the part left."""
    token = visitor.cookies.get("csrftoken") or secrets.token_hex(16)
    boundary = secrets.token_hex(16)
    name = f'; filename="{filename}"\r\nContent-Type: application/pdf' if filename else ""
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"{name}\r\n\r\n%PDF-1.7\n'
    tail = (
        f"\r\n--{boundary}\r\nContent-Disposition: form-data; "
        f'name="description"\r\n\r\nWhat we showed\r\n--{boundary}--\r\n'
    )
    length = len(head) + size + len(tail)
    cookies = "; ".join(f"{k}={v}" for k, v in {**visitor.cookies, "csrftoken": token}.items())
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: localhost",
        f"Cookie: {cookies}",
        f"X-CSRFToken: {token}",
        f"Content-Type: multipart/form-data; boundary={boundary}",
        f"Content-Length: {length}",
        "Connection: close",
        *headers,
    ]
    block, sent = b"x" * MEGABYTE, 0
    with socket.create_connection(("127.0.0.1", visitor.connection.port), timeout=120) as line:
        try:
            line.sendall(("\r\n".join(lines) + "\r\n\r\n" + head).encode())
            while sent < size:
                line.sendall(block[: size - sent])
                sent += min(len(block), size - sent)
                if sent % (64 * MEGABYTE) == 0:
                    watch.look()
            line.sendall(tail.encode())
        except ConnectionError:
            pass  # it had heard enough
        watch.look()
        answer = b""
        try:
            while chunk := line.recv(65536):
                answer += chunk
        except ConnectionError:
            pass
    status = re.match(rb"HTTP/1.1 (\d+)", answer)
    return int(status.group(1)) if status else 0, answer.decode(errors="replace"), sent


def test_a_file_of_a_gigabyte_is_refused_with_both_sizes_and_fills_nothing(site, editor):
    watch, began = Watch(site), time.monotonic()

    status, text, _ = send(
        editor, PATH, "file", size=GIGABYTE, watch=watch, filename="Film of the visit.pdf"
    )

    assert status == 422
    assert "“Film of the visit.pdf” is too large: it has 1.0\xa0GB" in text
    assert 'value="What we showed"' in text
    assert watch.most_disk < MEGABYTE
    assert watch.most_memory < 64 * MEGABYTE
    assert time.monotonic() - began < 60


def test_a_visitor_cannot_fill_the_disk_either(site, visit):
    watch = Watch(site)

    status, _, _ = send(visit(), PATH, "file", size=GIGABYTE, watch=watch, filename="a.pdf")

    assert status == 413
    assert watch.most_disk < MEGABYTE
    assert watch.most_memory < 64 * MEGABYTE


def test_the_others_are_served_meanwhile(site, editor, visit):
    longest = []

    class Asking(Watch):
        def look(self):
            began = time.monotonic()
            response, _ = other.ask("GET", "/clusnet/cases/")
            longest.append((response.status, time.monotonic() - began))

    other = visit("anna.moreau@grandlyon.example")
    send(editor, PATH, "file", size=GIGABYTE // 4, watch=Asking(site), filename="a.pdf")

    assert {status for status, _ in longest} == {200}
    assert max(seconds for _, seconds in longest) < 10


def test_a_gigabyte_of_text_is_refused_before_it_is_read(site, editor):
    watch = Watch(site)

    status, _, sent = send(editor, TOPIC, "growth-text", size=GIGABYTE, watch=watch)

    # The line is closed as soon as it is too much, so the answer may not arrive.
    assert status in (0, 413)
    assert sent < 256 * MEGABYTE
    assert watch.most_disk < MEGABYTE
    assert watch.most_memory < 128 * MEGABYTE


def test_eleven_megabytes_of_text_are_answered_with_words(site, editor):
    status, text, _ = send(editor, TOPIC, "growth-text", size=11 * MEGABYTE, watch=Watch(site))

    assert status == 413
    assert "too much text" in text
