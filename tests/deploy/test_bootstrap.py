import importlib.util
import shutil
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def bootstrap():
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "deploy" / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_machine_that_runs_the_tests_lacks_nothing(bootstrap):
    assert bootstrap.missing_packages(for_tests=True) == []


def test_everything_that_is_missing_is_named_at_once(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap, "PDF_LIBRARIES", {"libnowhere-1": ("libnowhere.so.1",)})
    monkeypatch.setattr(bootstrap, "TEST_PROGRAMS", {"no-browser": ("no-browser-here",)})

    assert bootstrap.missing_packages(for_tests=False) == ["libnowhere-1"]
    assert bootstrap.missing_packages(for_tests=True) == ["libnowhere-1", "no-browser"]


def test_whoever_may_not_install_is_told_the_command(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")

    with pytest.raises(SystemExit) as stop:
        bootstrap.install_packages(["libnowhere-1"])

    assert (
        "sudo apt-get install --yes --no-install-recommends libnowhere-1\n"
        in stop.value.code + "\n"
    )


def test_where_there_is_no_apt_the_packages_are_named(bootstrap, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with pytest.raises(SystemExit) as stop:
        bootstrap.install_packages(["libnowhere-1"])

    assert "libnowhere-1" in stop.value.code
    assert "brew install" in stop.value.code


def test_the_checks_of_site_and_set_up_speak_of_the_same_libraries(bootstrap):
    from clusnet.checks import PDF_LIBRARIES

    assert set(bootstrap.PDF_LIBRARIES) == set(PDF_LIBRARIES)
