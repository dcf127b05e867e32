"""Fetching from an address that somebody typed: what is forbidden, and that limits hold.

A small server on this machine plays the world: the network of the test says that names lead to
addresses of the open internet, and connects to the server instead. Nothing leaves the machine.
"""

import gzip
import socket
import ssl
import subprocess
import threading
import time

import pytest

from programme.field.fetching import (
    AddressError,
    FetchError,
    Limits,
    Network,
    check_address,
    fetch,
    is_public,
)

pytestmark = pytest.mark.once

OPEN = "93.184.216.34"
CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
QUICK = Limits(connect=2, read=2, total=5, size=1000)


def answer(body=CALENDAR, *headers, status="200 OK"):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


class World:
    """Names and what they lead to, answers by host and path, and what was asked of whom."""

    def __init__(self):
        self.names = {"calendar.example": [OPEN]}
        self.answers = {"calendar.example/": [answer()]}
        self.asked = []
        self.connected = []
        self.context = ssl.create_default_context
        self.server_context = None
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.serve, daemon=True).start()

    @property
    def network(self):
        return Network(self.resolve, self.connect, self.context)

    def resolve(self, host, port):
        return (
            self.names[host].pop(0) if isinstance(self.names[host][0], list) else self.names[host]
        )

    def connect(self, address, timeout):
        self.connected.append(address[0])
        return socket.create_connection(self.listener.getsockname(), timeout)

    def serve(self):
        while True:
            try:
                line, _peer = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=[line], daemon=True).start()

    def talk(self, line):
        try:
            if self.server_context:
                line = self.server_context.wrap_socket(line, server_side=True)
            request = b""
            while b"\r\n\r\n" not in request:
                request += line.recv(4096) or b"\r\n\r\n"
            first, *headers = request.decode().split("\r\n")
            self.asked.append(request.decode())
            host = next(value[6:] for value in headers if value.startswith("Host: "))
            for part in self.answers[host + first.split()[1]]:
                if isinstance(part, float):
                    time.sleep(part)
                else:
                    line.sendall(part)
        except OSError:
            pass
        finally:
            line.close()


@pytest.fixture
def world():
    world = World()
    yield world
    world.listener.close()


def fetched(world, address="http://calendar.example/", limits=QUICK):
    return fetch(address, limits=limits, network=world.network)


def test_a_calendar_is_fetched_from_the_very_address_that_was_checked(world):
    assert fetched(world) == CALENDAR
    assert world.connected == [OPEN]
    assert "Host: calendar.example\r\n" in world.asked[0]
    assert "cookie" not in world.asked[0].lower()


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1"),  # noqa: S104
        *("192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "203.0.113.5"),
        *("224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a00:1"),
        *("64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1"),
        *("fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "nonsense"),
    ],
)
def test_nothing_is_fetched_from_an_address_inside_networks(world, address):
    world.names["calendar.example"] = [OPEN, address]

    with pytest.raises(AddressError, match="not on the open internet"):
        fetched(world)

    assert not is_public(address)
    assert world.connected == []


@pytest.mark.parametrize("address", [OPEN, "8.8.8.8", "2606:4700::1111", "2a00:1450:4001::64"])
def test_addresses_of_the_open_internet_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("ftp://calendar.example/", "must begin with"),
        ("file:///etc/passwd", "must begin with"),
        ("gopher://calendar.example/", "must begin with"),
        ("//calendar.example/", "must begin with"),
        ("https://name:word@calendar.example/", "name and password"),
        ("https://calendar.example@127.0.0.1/", "name and password"),
        ("https://calendar.example:8080/", "usual ports"),
        ("http://calendar.example:22/", "usual ports"),
        ("http://calendar.example:99999/", "no address"),
        ("http://calendar.example/a b", "no spaces"),
        ("http://calendar.example\\@127.0.0.1/", "no spaces"),
        ("http://calendar.example/\r\nX: y", "no spaces"),
        ("https://", "no address"),
        ("http://[fe80::1%25eth0]/", "no address"),
        ("http://localhost/", "open internet"),
        ("http://web.internal/", "open internet"),
        ("http://printer.local/", "open internet"),
        ("http://database/", "open internet"),
        ("http://127.0.0.1/", "open internet"),
        ("http://127.1/", "open internet"),
        ("http://2130706433/", "open internet"),
        ("http://0x7f.0.0.1/", "open internet"),
        ("http://0177.0.0.1/", "open internet"),
        ("http://１２７.0.0.1/", "open internet"),
        ("http://[::ffff:169.254.169.254]/", "open internet"),
        ("http://169.254.169.254/latest/meta-data/", "open internet"),
    ],
)
def test_a_forbidden_address_is_refused_in_the_form_and_by_the_worker(world, address, why):
    # Whatever resolver the machine has, in the end it knows the numbers.
    network = Network(lambda host, port: ["127.0.0.1"], world.connect)

    with pytest.raises(AddressError, match=why):
        check_address(address)
    with pytest.raises(AddressError):
        fetch(address, limits=QUICK, network=network)

    assert world.connected == []


def test_webcal_is_read_as_https_and_other_alphabets_as_the_network_writes_them():
    place = check_address("webcal://münchen.example/ü?q=%C3%BC")

    assert place.address == "https://xn--mnchen-3ya.example/%C3%BC?q=%C3%BC"


def test_a_name_that_changes_its_address_after_the_check_gains_nothing(world):
    world.names["calendar.example"] = [[OPEN], ["127.0.0.1"]]

    fetched(world)

    assert world.connected == [OPEN]


def moved(to):
    return [answer(b"", f"Location: {to}", status="302 Found")]


def test_redirects_are_followed_three_times_and_each_is_checked_anew(world):
    world.names["other.example"] = ["8.8.8.8"]
    world.answers |= {
        "calendar.example/": moved("/a"),
        "calendar.example/a": moved("http://other.example/b"),
        "other.example/b": moved("//other.example/c"),
        "other.example/c": [answer()],
    }

    assert fetched(world) == CALENDAR
    assert world.connected == [OPEN, OPEN, "8.8.8.8", "8.8.8.8"]

    world.answers["other.example/c"] = moved("/d")
    with pytest.raises(FetchError, match="without an end"):
        fetched(world)


@pytest.mark.parametrize(
    "to",
    [
        "http://inside.example/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/",
        "http://calendar.example:6379/",
        "http://me:word@calendar.example/",
        "file:///etc/passwd",
        "http://[",
    ],
)
def test_a_redirect_to_where_nobody_may_go_is_not_followed(world, to):
    world.names |= {
        "inside.example": ["10.0.0.7"],
        "127.0.0.1": ["127.0.0.1"],
        "::1": ["::1"],
        "169.254.169.254": ["169.254.169.254"],
    }
    world.answers["calendar.example/"] = moved(to)

    with pytest.raises(AddressError):
        fetched(world)

    assert world.connected == [OPEN]


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ([answer(b"x" * 1001)], "larger than"),
        ([b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 1001], "larger than"),
        ([answer(gzip.compress(b"x" * 1_000_000), "Content-Encoding: gzip")], "larger than"),
        ([answer(gzip.compress(b"x" * 99)[:-9], "Content-Encoding: gzip")], "broke off"),
        ([answer(b"x", "Content-Encoding: br")], "packed"),
        ([answer(b"x", "Content-Encoding: gzip")], "broke off"),
        ([answer(CALENDAR)[:-5]], "broke off"),
        ([answer(b"Secret of the server", status="500 Oh")], "error 500"),
        ([answer(b"", status="304 Not Modified")], "error 304"),
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"], "broke off"),
        ([b"What?"], "broke off"),
        ([], "broke off"),
        ([answer(b"", *[f"X-{n}: y" for n in range(200)])], "broke off"),
    ],
)
def test_an_answer_that_is_too_large_broken_or_no_answer_is_told_in_words(world, parts, why):
    world.answers["calendar.example/"] = parts

    with pytest.raises(FetchError, match=why) as refusal:
        fetched(world)

    assert "Secret" not in str(refusal.value)


def test_a_chunk_of_less_than_nothing_does_not_fill_the_memory(world):
    chunk = b"x" * 65_536
    begin = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n"
    sent = []

    def answering():
        yield begin
        while len(sent) < 1000:
            sent.append(chunk)
            yield chunk

    world.answers["calendar.example/"] = answering()

    with pytest.raises(FetchError, match="larger than"):
        fetched(world)

    assert len(sent) < 1000


def test_a_packed_calendar_is_unpacked(world):
    world.answers["calendar.example/"] = [answer(gzip.compress(CALENDAR), "Content-Encoding: gzip")]

    assert fetched(world) == CALENDAR


@pytest.mark.parametrize("begin", [b"HTTP/1.1 200 OK\r\nX: ", answer(CALENDAR)[:-20]])
def test_a_server_that_speaks_drop_by_drop_is_cut_off_after_the_whole_time(world, begin):
    world.answers["calendar.example/"] = [begin, *[0.05, b"x"] * 200]
    limits = Limits(connect=1, read=1, total=0.4, size=1000)

    began = time.monotonic()
    with pytest.raises(FetchError, match="too long"):
        fetched(world, limits=limits)

    # Without a limit for the whole it would have had its ten seconds.
    assert time.monotonic() - began < 8


def test_a_server_that_says_nothing_and_a_name_that_nobody_finds_take_no_longer(world):
    world.answers["calendar.example/"] = [5.0]
    limits = Limits(connect=1, read=0.2, total=5, size=1000)
    with pytest.raises(FetchError, match="too long"):
        fetched(world, limits=limits)

    slow = Network(lambda host, port: time.sleep(5) or [OPEN], world.connect)
    with pytest.raises(FetchError, match="too long"):
        fetch("http://calendar.example/", limits=limits, network=slow)


def unknown(host, port):
    raise socket.gaierror(-2, "Name or service not known")


def test_an_unknown_name_and_a_closed_port_are_told_in_words(world):
    with pytest.raises(FetchError, match="Nobody knows the host “calendar.example”"):
        fetch("http://calendar.example/", limits=QUICK, network=Network(unknown, world.connect))

    world.listener.close()
    with pytest.raises(FetchError, match="could not be reached"):
        fetched(world)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    paths = [str(folder / name) for name in ("key.pem", "cert.pem")]
    subprocess.run(
        [  # noqa: S607
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-keyout", paths[0], "-out", paths[1], "-subj", "/CN=calendar.example"),
            *("-addext", "subjectAltName=DNS:calendar.example"),
        ],
        check=True,
        capture_output=True,
    )
    return paths


def test_the_certificate_must_be_of_the_name_that_was_typed(world, certificate):
    key, chain = certificate
    world.server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    world.server_context.load_cert_chain(chain, key)
    world.names["other.example"] = [OPEN]

    # Nobody vouches for it.
    with pytest.raises(FetchError, match="certificate"):
        fetched(world, "https://calendar.example/")
    world.context = lambda: ssl.create_default_context(cafile=chain)
    assert fetched(world, "webcal://calendar.example/") == CALENDAR
    with pytest.raises(FetchError, match="certificate"):
        fetched(world, "https://other.example/")
    assert set(world.connected) == {OPEN}
