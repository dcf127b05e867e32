"""Makes a checkout ready to run: virtual environment, locked packages, system libraries.

Needs Python 3.11 or newer and nothing else. What it may not install itself it
names, with the exact command, and stops.
"""

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"

OLDEST_PYTHON = (3, 11)

# Debian package, and the names of the library on Linux and on macOS.
PDF_LIBRARIES = {
    "libpango-1.0-0": ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    "libpangoft2-1.0-0": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    "libharfbuzz-subset0": ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
}
# Debian package, and the commands of which one must be there.
TEST_PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "poppler-utils": ("pdftoppm",),
}


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def stop(text: str) -> None:
    sys.exit(f"\n{text}\n")


def is_loadable(names: tuple[str, ...]) -> bool:
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def missing_packages(*, for_tests: bool) -> list[str]:
    """The Debian packages whose content this machine does not have."""
    missing = [package for package, names in PDF_LIBRARIES.items() if not is_loadable(names)]
    if not has_virtual_environment() and importlib.util.find_spec("ensurepip") is None:
        missing.append("python3-venv")
    if for_tests:
        missing += [
            package
            for package, commands in TEST_PROGRAMS.items()
            if not any(shutil.which(command) for command in commands)
        ]
    return missing


def install_packages(packages: list[str]) -> None:
    """Install Debian packages as root; anybody else is told the command."""
    why = "This machine lacks some system packages."
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if not shutil.which("apt-get"):
        stop(
            f"{why}\nPlease install what Debian calls: {' '.join(packages)}\n"
            "(on macOS with Homebrew: brew install pango poppler; brew install --cask chromium)\n"
            "Then run the same command again."
        )
    if os.geteuid() != 0:
        stop(f"{why}\nPlease run this, then the same command again:\n\n  sudo {' '.join(command)}")
    say(f"{why} Installing {' '.join(packages)} …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with_fresh_lists = [["apt-get", "update"], command]
    for attempt in ([command], with_fresh_lists):
        for step in attempt:
            done = subprocess.run(step, env=environment, capture_output=True, text=True)
            if done.returncode:
                break
        else:
            return
    stop(
        f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}\n"
        f"The packages could not be installed. The command was:\n\n  {' '.join(command)}"
    )


def has_virtual_environment() -> bool:
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", "import pip"]).returncode == 0


def make_virtual_environment() -> None:
    if has_virtual_environment():
        return
    say("Making the virtual environment .venv …")
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)


def install_requirements(names: list[str]) -> None:
    """Install the last of the lock files, which holds the ones before it, if any has changed."""
    sources = [*names, "deploy/web_fonts.py"]
    wanted = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in sources}
    installed = json.loads(STAMP.read_text()) if STAMP.exists() else {}
    if wanted.items() <= installed.items():
        return
    say(f"Installing the locked packages of {names[-1]} (about half a minute) …")
    STAMP.unlink(missing_ok=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pip += ["--require-hashes", "--requirement", str(ROOT / names[-1])]
    if subprocess.run(pip).returncode:
        stop("The packages could not be installed: see the message of pip above.")
    say("Cutting the fonts for the web …")
    subprocess.run([PYTHON, ROOT / "deploy" / "web_fonts.py"], check=True)
    STAMP.write_text(json.dumps(wanted))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="also what the tests need")
    options = parser.parse_args()

    if sys.version_info < OLDEST_PYTHON:
        stop(
            f"Clusnet needs Python 3.11 or newer, and this is {sys.version.split()[0]}.\n"
            "With a newer one beside it: make run PYTHON=python3.12"
        )
    if packages := missing_packages(for_tests=options.dev):
        install_packages(packages)
    make_virtual_environment()
    install_requirements(
        ["requirements.txt", "requirements-dev.txt"] if options.dev else ["requirements.txt"]
    )


if __name__ == "__main__":
    main()
