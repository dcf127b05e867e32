"""What ``manage.py check`` says about the machine and the settings."""

from collections.abc import Sequence
from typing import Any

from cffi import FFI
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

# The names by which each library goes on Linux, macOS and Windows.
PDF_LIBRARIES = {
    "libpango-1.0-0": ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    "libpangoft2-1.0-0": (
        "libpangoft2-1.0.so.0",
        "libpangoft2-1.0.dylib",
        "libpangoft2-1.0-0.dll",
    ),
    "libharfbuzz-subset0": (
        "libharfbuzz-subset.so.0",
        "libharfbuzz-subset.0.dylib",
        "libharfbuzz-subset-0.dll",
    ),
}


def is_loadable(names: Sequence[str]) -> bool:
    """Whether the system finds a library under one of its names."""
    ffi = FFI()
    for name in names:
        try:
            ffi.dlopen(name)
        except OSError:
            continue
        return True
    return False


@register()
def pdf_libraries_are_installed(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    missing = [package for package, names in PDF_LIBRARIES.items() if not is_loadable(names)]
    if not missing:
        return []
    return [
        Warning(
            "PDF documents cannot be built: the system lacks " + ", ".join(missing) + ".",
            hint="On Debian or Ubuntu: apt-get install --no-install-recommends "
            + " ".join(missing),
            id="clusnet.W001",
        )
    ]


@register()
def demo_is_off_in_production(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    if not (settings.DEMO and settings.PRODUCTION):
        return []
    return [
        Error(
            "DEMO shows log-ins with a known password, and PRODUCTION is on.",
            hint="Remove DEMO from the environment.",
            id="clusnet.E001",
        )
    ]


@register(Tags.security, deploy=True)
def production_has_servers_of_its_own(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    if not settings.PRODUCTION or settings.REDIS_URL:
        return []
    return [
        Warning(
            "PRODUCTION is on without REDIS_URL: sign-in limits and tasks stay inside one machine.",
            hint="Set REDIS_URL, for instance redis://localhost:6379/0.",
            id="clusnet.W002",
        )
    ]
