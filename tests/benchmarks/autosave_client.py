"""Editors at work, in a process of their own: each types, waits a little more than a second, saves.

Reads the editors as JSON and writes what happened to them. It knows nothing of Django: it is a
browser, with the one decision that people make in a browser when somebody else was first.
"""

import html
import http.client
import json
import random
import re
import secrets
import sys
import threading
import time
from dataclasses import dataclass, field

# From one save to the next: the pause of static/programme/autosave.js, and a person.
SHORTEST, LONGEST = 1.0, 1.3
# From the sight of both texts to a choice between them. The page sends nothing meanwhile.
THINKS_SHORTEST, THINKS_LONGEST = 2.0, 5.0
WORDS = "the city region cluster firms grow where research and public buyers meet each other often"


@dataclass
class Editor:
    """One person at one topic, in a browser of the person's own."""

    name: str
    port: int
    session: str
    path: str
    prefix: str
    base: str
    text: str
    is_alone: bool
    saves: int = 0
    # What the server said that it has, and what it did not take.
    acknowledged: list[str] = field(default_factory=list)
    refused: str = ""
    # Seconds of each request, how late it left, and what went wrong in words.
    seconds: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    conflicts: int = 0

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.token = secrets.token_hex(16)
        self.chance = random.Random(self.name)
        self.choice: dict[str, str] = {}

    def work(self, begin: float, warm: float, end: float) -> None:
        """Work from begin to end; what happens before the site is warm is not timed."""
        planned = begin + self.chance.uniform(0, LONGEST)
        while planned < end:
            time.sleep(max(0.0, planned - time.time()))
            self.type()
            late = time.time() - planned
            seconds = self.save()
            if seconds and planned >= warm:
                self.late.append(late)
                self.seconds.append(seconds)
            # The pause begins when somebody stops typing, not when the answer is there.
            pause = (SHORTEST, LONGEST)
            if self.choice:
                pause = (THINKS_SHORTEST, THINKS_LONGEST)
                # Both ends forget a line that is silent for so long; a browser opens another.
                self.connection.close()
            planned = max(planned + self.chance.uniform(*pause), time.time())

    def type(self) -> None:
        self.saves += 1
        words = " ".join(self.chance.choices(WORDS.split(), k=6))
        self.text = f"{self.text}\n\n[{self.name}-{self.saves}] {words}".strip()

    def save(self) -> float:
        """Send the text and do as the answer says; the seconds that it took, 0 without one."""
        # After a conflict the text in the field is the one put together; mine is what I typed.
        text = self.choice.get("mine", self.text) if self.choice.get("way") == "mine" else self.text
        started = time.perf_counter()
        try:
            status, said = self.post({"base": self.base, "text": self.text, **self.choice})
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.connection.close()
            self.errors.append(repr(error))
            return 0
        seconds = time.perf_counter() - started
        if status == 200:
            self.base, self.text, self.choice = said["base"], text, {}
            self.refused = ""
            self.acknowledged.append(text)
        elif status == 409 and not self.is_alone:
            self.conflicts += 1
            self.decide(said["html"], text)
        else:
            self.errors.append(f"{status}: {said.get('message', '')}")
        return seconds

    def decide(self, page: str, mine: str) -> None:
        """Keep mine, or the text put together from both; in turns."""
        name = re.escape(self.prefix)
        self.refused = mine
        self.base = re.search(rf'name="{name}-base" value="([^"]*)"', page).group(1)
        merged = re.search(rf'<textarea[^>]*name="{name}-text"[^>]*>\n?([^<]*)<', page).group(1)
        way = "mine" if self.conflicts % 2 else "merged"
        self.text = mine if way == "mine" else without_doubles(html.unescape(merged))
        self.choice = {"way": way, "mine": mine}

    def post(self, fields: dict[str, str]) -> tuple[int, dict]:
        boundary = secrets.token_hex(16)
        parts = [
            f"--{boundary}\r\nContent-Disposition: form-data; "
            f'name="{self.prefix}-{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Cookie": f"sessionid={self.session}; csrftoken={self.token}",
            "X-CSRFToken": self.token,
            "Accept": "application/json",
        }
        body = "".join([*parts, f"--{boundary}--\r\n"]).encode()
        self.connection.request("POST", self.path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        is_ours = response.headers.get_content_type() == "application/json"
        return response.status, json.loads(content) if is_ours else {}


def without_doubles(text: str) -> str:
    """A text put together from two as a person leaves it: each paragraph once."""
    return "\n\n".join(dict.fromkeys(text.replace("\r\n", "\n").split("\n\n")))


def main() -> None:
    order = json.load(sys.stdin)
    editors = [Editor(**editor) for editor in order["editors"]]
    threads = [
        threading.Thread(target=editor.work, args=(order["begin"], order["warm"], order["end"]))
        for editor in editors
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = ("name", "acknowledged", "refused", "seconds", "late", "errors", "conflicts", "saves")
    happened = [{name: getattr(editor, name) for name in told} for editor in editors]
    json.dump({"editors": happened, "busy": time.process_time()}, sys.stdout)


if __name__ == "__main__":
    main()
