"""People in a discussion room, in a process of their own: each writes points and asks what is new.

Reads them as JSON and writes what each sent and saw. It knows nothing of Django: it is a browser.
"""

import http.client
import json
import random
import re
import secrets
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode

# As static/cases/discussion/live.js asks.
PAUSE, SPREAD = 1.5, 0.2
# After the last point was sent: everybody gets to see it.
AFTERWARDS = 8.0
AGAIN = 0.1
POINT = re.compile(r'data-point="(\d+)"[^>]*data-key="([^"]+)"')


@dataclass
class Person:
    """One person with the page of the room open."""

    name: str
    session: str
    path: str
    port: int
    # Each point by its key: when it was sent.
    sent: dict[str, float] = field(default_factory=dict)
    # Each point that the page has: its number, and since when.
    seen: dict[str, tuple[int, float]] = field(default_factory=dict)
    # Seconds of each answer, by kind.
    adding: list[float] = field(default_factory=list)
    told: list[float] = field(default_factory=list)
    nothing: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    again: int = 0
    known: int = 0

    def __post_init__(self) -> None:
        self.token = secrets.token_hex(16)
        self.chance = random.Random(self.name)

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes, float]:
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={self.token}",
            "X-CSRFToken": self.token,
            "Accept": "application/json",
        }
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        started = time.perf_counter()
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - started
        connection.close()
        return response.status, content, seconds

    def watch(self, begin: float, end: float) -> None:
        """Ask what is new, as the page does, until the end."""
        time.sleep(max(0.0, begin - time.time() + self.chance.uniform(0, PAUSE)))
        while time.time() < end:
            try:
                path = f"{self.path}changes/?after={self.known}"
                status, content, seconds = self.ask("GET", path)
            except (OSError, http.client.HTTPException) as error:
                self.errors.append(repr(error))
            else:
                if status == 200:
                    self.told.append(seconds)
                    self.take(json.loads(content))
                elif status == 204:
                    self.nothing.append(seconds)
                else:
                    self.errors.append(f"changes: {status}")
            time.sleep(PAUSE * self.chance.uniform(1 - SPREAD, 1 + SPREAD))

    def take(self, said: dict) -> None:
        """Put in what is new, as the page does with an answer that is not older than it."""
        for number, key in POINT.findall(said["html"]):
            self.seen.setdefault(key, (int(number), time.time()))
        self.known = max(self.known, said["change"])

    def write(self, begin: float, seconds: float, points: int) -> None:
        """Send the points, spread over the time; some of them twice."""
        moments = sorted(self.chance.uniform(0, seconds) for _ in range(points))
        for place, moment in enumerate(moments, start=1):
            time.sleep(max(0.0, begin + moment - time.time()))
            key = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
            fields = {
                "text": f"{self.name}, point {place}: what would a first customer ask for?",
                "phase": "facts",
                "key": key,
                "after": self.known,
            }
            self.sent[key] = time.time()
            self.send(urlencode(fields))
            if self.chance.random() < AGAIN:
                self.again += 1
                time.sleep(self.chance.uniform(0, 0.5))
                self.send(urlencode(fields))

    def send(self, body: str) -> None:
        try:
            status, content, seconds = self.ask("POST", f"{self.path}points/", body)
        except (OSError, http.client.HTTPException) as error:
            self.errors.append(repr(error))
            return
        self.adding.append(seconds)
        if status == 200:
            self.take(json.loads(content))
        else:
            self.errors.append(f"points: {status} {content[:200]!r}")


def main() -> None:
    order = json.load(sys.stdin)
    people = [Person(**person, port=order["port"]) for person in order["people"]]
    begin, seconds = order["begin"], order["seconds"]
    end = begin + seconds + AFTERWARDS
    threads = [
        *(threading.Thread(target=person.watch, args=(begin, end)) for person in people),
        *(
            threading.Thread(target=person.write, args=(begin, seconds, order["points"]))
            for person in people
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = ("name", "sent", "seen", "adding", "told", "nothing", "errors", "again")
    happened = [{name: getattr(person, name) for name in told} for person in people]
    json.dump({"people": happened, "busy": time.process_time()}, sys.stdout)


if __name__ == "__main__":
    main()
