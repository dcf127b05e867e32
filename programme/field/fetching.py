"""Fetching one calendar from an address that somebody typed. The only module that lets this site
speak to the world because of a word of a user.

Whoever types an address must not reach what only this server can reach: its own machine, the
network around it, the services of its host. So the name is resolved here, every address it has
must be one of the open internet, and the connection goes to the very address that was checked:
a name that answers something else a moment later changes nothing. Each redirect is checked anew.
No proxy of the environment, no cookie and no password is used.

``http.client`` of the standard library speaks the protocol over a connection that is opened
here: the libraries on top of it resolve names themselves, and again for each redirect.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _

from programme.field.dribble import FloodError, InTime

PORTS = {"http": 80, "https": 443}
# How calendar programs write an address that is to be subscribed to.
SPOKEN_AS = {"webcal": "https", "webcals": "https"}
MOVED = (301, 302, 303, 307, 308)
CHUNK = 65_536
# What may come beside the calendar itself: what is said of it, and the marks of its chunks.
FLOOD = 1024 * 1024
MOST_ADDRESSES = 4
LONGEST_HOST = 253
# Names that mean something inside a network alone; a name without a dot always does.
INSIDE = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home.arpa", "onion")
# Beside what the library calls private: translations of other addresses, and what is set aside.
NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        *("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15"),
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
)
# All that is given out for the open internet in the sixth version, so without the addresses that
# carry one of the fourth: ::ffff:0:0/96, ::/96, 64:ff9b::/96 and 64:ff9b:1::/48.
OPEN_INTERNET = ipaddress.ip_network("2000::/3")


class FetchError(Exception):
    """The calendar was not fetched; the text says why, and can be shown."""


class AddressError(FetchError):
    """The address is not one that may be fetched from."""


@dataclass(frozen=True)
class Limits:
    """How long and how much, at most: seconds and bytes."""

    connect: float = 5
    read: float = 10
    total: float = 40
    size: int = 2 * 1024 * 1024
    redirects: int = 3


@dataclass(frozen=True)
class Place:
    """Where an address leads: checked as far as can be told without asking anybody."""

    scheme: str
    host: str
    port: int
    target: str

    @classmethod
    def of(cls, address: str) -> "Place":
        """Raises AddressError, with words for whoever typed it."""
        if re.search(r"[\s\\\x00-\x1f\x7f]", address):
            raise AddressError(_("An address has no spaces and no backslashes."))
        try:
            parts = urlsplit(address)
            port, name = parts.port, parts.hostname or ""
        except ValueError as error:
            raise AddressError(_("This is no address of a calendar.")) from error
        scheme = SPOKEN_AS.get(parts.scheme, parts.scheme)
        if scheme not in PORTS:
            raise AddressError(_("The address must begin with https://, http:// or webcal://."))
        if "@" in parts.netloc:
            raise AddressError(
                _("Leave out the name and password before the @: others could read them.")
            )
        if port not in (None, *PORTS.values()):
            raise AddressError(_("Only the usual ports of the web, 80 and 443, are asked."))
        host = _plain_host(name)
        if address_in(host) is None and _is_inside(host):
            raise AddressError(_("“%(host)s” is not a name of the open internet.") % {"host": host})
        path = parts.path or "/"
        target = f"{path}?{parts.query}" if parts.query else path
        return cls(scheme, host, port or PORTS[scheme], _quoted(target))

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def address(self) -> str:
        return f"{self.scheme}://{self.host_header}{self.target}"


def check_address(address: str) -> Place:
    """Refuse what can be seen to be forbidden without asking anybody. Raises AddressError.

    What a name leads to is known only when it is fetched; ``fetch`` has the last word.
    """
    place = Place.of(address)
    if (literal := address_in(place.host)) and not is_public(literal):
        raise AddressError(_not_public(place.host))
    return place


def _plain_host(name: str) -> str:
    """The name in the letters of the network: “münchen.example” as “xn--mnchen-3ya.example”."""
    if not name or "%" in name or len(name) > LONGEST_HOST:
        raise AddressError(_("This is no address of a calendar."))
    if ":" in name:
        return name
    try:
        host = name.encode("idna").decode("ascii").rstrip(".").lower()
    except UnicodeError as error:
        raise AddressError(_("This is no address of a calendar.")) from error
    if not re.fullmatch(r"[a-z0-9._-]+", host):
        raise AddressError(_("This is no address of a calendar."))
    return host


def _is_inside(host: str) -> bool:
    return "." not in host or host.endswith(tuple(f".{name}" for name in INSIDE))


def _quoted(target: str) -> str:
    """Letters beyond ASCII as the network writes them; what is written so already stays."""
    return "".join(
        letter if letter.isascii() else "".join(f"%{byte:02X}" for byte in letter.encode())
        for letter in target
    )


def address_in(host: str) -> str | None:
    """The numeric address that a host is, however it is written: 127.1, 0x7f.0.0.1, [::1]."""
    with suppress(ValueError):
        return str(ipaddress.ip_address(host))
    with suppress(OSError, ValueError):
        return socket.inet_ntoa(socket.inet_aton(host))
    return None


def is_public(address: str) -> bool:
    """Whether the numeric address is one of the open internet, for one machine."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if ip.version == 6 and ip not in OPEN_INTERNET:
        return False
    if any(ip in network for network in NEVER if network.version == ip.version):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _not_public(host: str) -> str:
    return _("“%(host)s” is not on the open internet, so nothing is fetched from it.") % {
        "host": host
    }


def resolve(host: str, port: int) -> list[str]:
    """Every numeric address of a host. Raises OSError when nobody knows it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class Network:
    """The world outside. A test puts a small one of its own in its place."""

    resolve: Callable[[str, int], list[str]] = resolve
    connect: Callable[[tuple[str, int], float], socket.socket] = socket.create_connection
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context


@dataclass
class Errand:
    """One fetching, from the first address to the last redirect, with its time running."""

    limits: Limits
    network: Network
    ends_at: float = field(init=False)

    def __post_init__(self) -> None:
        self.ends_at = time.monotonic() + self.limits.total

    def time_for(self, seconds: float) -> float:
        """So many seconds, or what is left of the whole."""
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(seconds, left)

    def addresses_of(self, place: Place) -> list[str]:
        """Where the host is: only if all of it is on the open internet."""
        found: list[str] = []
        failed: list[OSError] = []

        def ask() -> None:
            try:
                found.extend(self.network.resolve(place.host, place.port))
            except (OSError, UnicodeError) as error:
                failed.append(OSError(str(error)))

        # The resolver of the system knows no limit of time.
        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        asking.join(self.time_for(self.limits.read))
        if asking.is_alive():
            raise TimeoutError
        if failed or not found:
            raise FetchError(_("Nobody knows the host “%(host)s”.") % {"host": place.host})
        if not all(is_public(address) for address in found):
            raise AddressError(_not_public(place.host))
        return found[:MOST_ADDRESSES]

    def connect(self, place: Place) -> socket.socket:
        """A connection to an address that was checked; the certificate must be of the name."""
        problem: OSError = TimeoutError()
        for address in self.addresses_of(place):
            try:
                line = self.network.connect(
                    (address, place.port), self.time_for(self.limits.connect)
                )
            except OSError as error:
                problem = error
                continue
            if place.scheme == "http":
                return line
            line.settimeout(self.time_for(self.limits.connect))
            try:
                return self.network.context().wrap_socket(line, server_hostname=place.host)
            except BaseException:
                line.close()
                raise
        raise problem

    def ask(self, place: Place) -> tuple[bytes, str]:
        """The content at the place; or nothing, and where it has moved to."""
        connection = http.client.HTTPConnection(place.host, place.port)
        with closing(self.connect(place)) as line:
            # Given its line, the connection opens none of its own.
            connection.auto_open = 0
            in_time = InTime(
                line, lambda: self.time_for(self.limits.read), FLOOD + 2 * self.limits.size
            )
            connection.sock = in_time
            connection.putrequest("GET", place.target, skip_host=True, skip_accept_encoding=True)
            for name, value in (
                ("Host", place.host_header),
                ("User-Agent", "Clusnet"),
                ("Accept", "text/calendar, */*;q=0.1"),
                ("Accept-Encoding", "gzip, identity"),
                ("Connection", "close"),
            ):
                connection.putheader(name, value)
            connection.endheaders()
            with closing(connection.getresponse()) as response:
                if response.status in MOVED and (location := response.getheader("Location")):
                    return b"", _joined(place, location)
                if response.status != 200:
                    words = {"host": place.host, "status": response.status}
                    raise FetchError(_("%(host)s answered with the error %(status)s.") % words)
                return self._body(response), ""

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        encoding = (response.getheader("Content-Encoding") or "identity").strip().lower()
        if encoding not in ("identity", "gzip", "x-gzip"):
            raise FetchError(_("The calendar came packed in a way that is not understood."))
        parts = _chunks_of(response)
        if encoding != "identity":
            parts = _unpacked(parts, self.limits.size)
        body = b""
        for part in parts:
            body += part
            if len(body) > self.limits.size:
                raise FetchError(_too_large(self.limits))
        return body


def _joined(place: Place, location: str) -> str:
    """Where a redirect leads, from where it was said."""
    try:
        return urljoin(place.address, location)
    except ValueError as error:
        raise AddressError(_("This is no address of a calendar.")) from error


def _chunks_of(response: http.client.HTTPResponse) -> Iterator[bytes]:
    while chunk := response.read(CHUNK):
        yield chunk
    if response.length:
        # Half a calendar would take the other half of its events away.
        raise FetchError(_("The host broke off in the middle of the calendar."))


def _unpacked(chunks: Iterator[bytes], most: int) -> Iterator[bytes]:
    """Never more at once than one byte too much, whatever it claims to unpack to."""
    unpacker = zlib.decompressobj(wbits=31)
    packed = 0
    for chunk in chunks:
        packed += len(chunk)
        # What is packed can be long and unpack to nothing.
        yield unpacker.decompress(chunk, most + 1) if packed <= most else bytes(most + 1)
    if not unpacker.eof:
        raise FetchError(_("The host broke off in the middle of the calendar."))


def _too_large(limits: Limits) -> str:
    return _("The calendar is larger than %(most)s MB.") % {"most": limits.size // 1024**2}


def fetch(address: str, *, limits: Limits | None = None, network: Network | None = None) -> bytes:
    """What stands at the address. Raises FetchError with words that can be shown."""
    errand = Errand(limits or Limits(), network or Network())
    try:
        for _turn in range(errand.limits.redirects + 1):
            content, address = errand.ask(Place.of(address))
            if not address:
                return content
    except TimeoutError as error:
        raise FetchError(_("The host took too long to answer.")) from error
    except ssl.SSLCertVerificationError as error:
        raise FetchError(_("The host has no valid certificate for its name.")) from error
    except FloodError as error:
        raise FetchError(_too_large(errand.limits)) from error
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
        raise FetchError(_("The host could not be reached, or broke off.")) from error
    raise FetchError(_("The address leads from one place to the next without an end."))
