"""Follows the links of the site as one person, from the overview on."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import APIResponse, Page

# Rows of one kind look alike: so many of each are opened, in the order in which links show them.
# Rows differ by their state: other roles, who follow other links, meet others.
MOST_OF_A_KIND = 2
# The same page with something chosen on it; and a file, which takes longer to make than a page.
MOST_OF_A_CHOICE = 1
MOST_OF_A_FILE = 2


@dataclass(frozen=True)
class Visit:
    """One address that was opened, and the name of the address in urls.py."""

    address: str
    name: str
    status: int
    linked_from: str
    is_page: bool
    # What the page is built of, whatever words stand in it.
    parts: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.address} answers {self.status}, linked from {self.linked_from}"


@dataclass
class Crawl:
    """Every address that the person reaches by links alone."""

    page: Page
    visits: list[Visit] = field(default_factory=list)

    def start(self, address: str) -> None:
        seen, waiting, of_a_kind = {address}, deque([(address, "")]), Counter()
        files: set[str] = set()
        most: defaultdict[str, int] = defaultdict(lambda: MOST_OF_A_KIND)
        while waiting:
            address, linked_from = waiting.popleft()
            name = name_of(address)
            if name.partition("?")[0] in files:
                # With whatever is chosen, it is the same file.
                name = name.partition("?")[0]
            elif "?" in name:
                most[name] = MOST_OF_A_CHOICE
            of_a_kind[name] += 1
            if of_a_kind[name] > most[name]:
                continue
            response = self.page.request.get(address, max_redirects=5)
            is_page = "text/html" in response.headers.get("content-type", "")
            if not is_page:
                files.add(name.partition("?")[0])
                most[name] = MOST_OF_A_FILE
            parts = parts_of(response) if is_page else frozenset()
            self.visits.append(Visit(address, name, response.status, linked_from, is_page, parts))
            for link in links_in(response) if is_page else ():
                if link not in seen:
                    seen.add(link)
                    waiting.append((link, address))

    def pages(self) -> list[Visit]:
        """One example of every kind of page, whatever filter is set."""
        examples: dict[str, Visit] = {}
        for visit in self.visits:
            if visit.is_page:
                examples.setdefault(visit.name.split("?")[0], visit)
        return list(examples.values())


def parts_of(response: APIResponse) -> frozenset[str]:
    """The elements of the page without their words, numbers and addresses, each of them once."""
    inside = response.text().partition("<main")[2]
    return frozenset(re.findall(r'<[a-z0-9]+(?: (?:class|type|role)="[^"]*")*', inside))


def links_in(response: APIResponse) -> Iterator[str]:
    """The addresses on our own site that the page links to."""
    here = urlsplit(response.url)
    for link in re.findall(r'<a\s[^>]*?href="([^"]*)"', response.text()):
        there = urlsplit(urljoin(response.url, unescape(link)))
        if there.netloc == here.netloc:
            yield there.path + (f"?{there.query}" if there.query else "")


def name_of(address: str) -> str:
    """What urls.py calls the address, with the names of its parameters: ``cases:detail``."""
    path = urlsplit(address)
    try:
        name = resolve(path.path).view_name
    except Resolver404:
        return path.path
    parameters = sorted({part.split("=")[0] for part in path.query.split("&") if part})
    return "?".join(filter(None, [name, "&".join(parameters)]))
