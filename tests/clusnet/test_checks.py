import pytest

from clusnet import checks

pytestmark = pytest.mark.once


def test_a_missing_pdf_library_is_named_with_the_command_that_brings_it(monkeypatch):
    libraries = {"libnowhere-1": ("libnowhere.so.1",), "libc6": ("libc.so.6", "libc.dylib")}
    monkeypatch.setattr(checks, "PDF_LIBRARIES", libraries)

    (warning,) = checks.pdf_libraries_are_installed(None)

    assert "libnowhere-1" in warning.msg
    assert warning.hint.endswith("apt-get install --no-install-recommends libnowhere-1")


def test_nothing_is_said_where_all_libraries_are_there():
    assert checks.pdf_libraries_are_installed(None) == []


def test_the_demo_is_refused_in_production_alone(settings):
    settings.PRODUCTION, settings.DEMO = False, True
    assert checks.demo_is_off_in_production(None) == []

    settings.PRODUCTION = True
    (error,) = checks.demo_is_off_in_production(None)
    assert error.id == "clusnet.E001"
