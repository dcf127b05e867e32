"""A site to measure: the demo on its own database, served as a site is, and visitors to it."""

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.running_site import ROOT, free_port, wait_until

PASSWORD = "clusnet-demo"


class Visitor:
    """One connection with its cookies, as a browser keeps them."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("localhost", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(
        self,
        method: str,
        path: str,
        form: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ):
        headers = {
            **(headers or {}),
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
        }
        body = urlencode(form) if form else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response, text

    def log_in(self, email: str) -> None:
        _, text = self.ask("GET", "/account/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', text)
        form = {
            "csrfmiddlewaretoken": token.group(1).decode(),
            "login": email,
            "password": PASSWORD,
        }
        response, _ = self.ask("POST", "/account/login/", form)
        assert response.status == 302, response.status


@dataclass
class Served:
    """A site that is being served."""

    port: int
    environment: dict[str, str]

    def run(self, code: str, *arguments: str) -> Any:
        """Run Python beside the site, on its database; returns what it printed as JSON."""
        command = [sys.executable, "-c", f"import django; django.setup(); {code}", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE
        )
        return json.loads(done.stdout)


@contextmanager
def served(*web: str, **variables: str) -> Iterator[Served]:
    """Load the demo and serve it with gunicorn; ``web`` are its options."""
    with tempfile.TemporaryDirectory(prefix="clusnet-bench-") as folder:
        port = free_port()
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
            "SITE_URL": f"http://localhost:{port}",
            "LOG_LEVEL": "ERROR",
            **variables,
        }
        for command in ("migrate", "load_demo"):
            subprocess.run(
                [sys.executable, "manage.py", command, "--verbosity", "0"],
                cwd=ROOT,
                env=environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        command = [sys.executable, "-m", "gunicorn", "clusnet.wsgi", *web]
        command += ["--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
        command += ["--no-control-socket"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment)
        try:
            wait_until(lambda: is_answering(port), seconds=60)
            yield Served(port, environment)
        finally:
            process.terminate()
            process.wait(30)


def is_answering(port: int) -> bool:
    try:
        Visitor(port).ask("GET", "/account/login/")
    except OSError:
        return False
    return True
