"""The processes of ``make run``: they come back when killed, and end together."""

import subprocess

import psutil
import pytest

from tests.running_site import ROOT, RunningSite, copy_site, wait_until

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def folder(demo_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    copy_site(demo_folder, folder)
    return folder


@pytest.fixture
def site(folder):
    with RunningSite(folder) as site:
        yield site


def are_gone(processes):
    return not [
        process
        for process in processes
        if process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    ]


@pytest.mark.parametrize("word", ["gunicorn", "celery"])
def test_a_killed_process_takes_its_children_along_and_comes_back(site, word):
    wait_until(lambda: site.child(word).children())
    killed = site.child(word)
    below = killed.children(recursive=True)

    site.kill(killed)

    wait_until(lambda: site.child(word) and site.child(word) != killed)
    wait_until(lambda: are_gone(below))
    wait_until(site.is_answering)
    assert "ended unexpectedly" in site.log.read_text()


def test_stopping_the_site_leaves_no_process(site):
    processes = site.processes()

    site.stop()

    assert site.supervisor.returncode == 0
    assert are_gone(processes)


def test_killing_the_supervisor_leaves_no_process(site):
    wait_until(lambda: site.child("celery").children())
    processes = site.processes()

    site.kill()

    wait_until(lambda: are_gone(processes), seconds=60)


def test_a_second_site_on_the_same_folder_is_refused(site):
    second = subprocess.run(
        site.command("run_site", "--port", str(site.port + 1)),
        cwd=ROOT,
        env=site.variables,
        capture_output=True,
        text=True,
    )

    assert second.returncode == 1
    assert "already running" in second.stderr


def test_a_port_in_use_is_explained(site, tmp_path):
    second = subprocess.run(
        site.command("run_site", "--port", str(site.port)),
        cwd=ROOT,
        env={**site.variables, "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert second.returncode == 1
    assert f"Port {site.port} cannot be used" in second.stderr
    assert f"make run PORT={site.port + 1}" in second.stderr
