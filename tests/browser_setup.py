"""`python -m tests.browser_setup`: get Chromium for the browser tests, which `make test` does first.

Root on Debian or Ubuntu gets the distribution's package. Everybody else gets Playwright's own build. Where neither
works, the browser tests are skipped, with one sentence that says how many and why.

Debian has a Chromium without windows, which takes a quarter less processor time for the same tests. It goes first.

Set CHROMIUM to a path to test with another browser. With CHROMIUM=none there is none, and nothing is installed.
"""

import os
import shutil
import subprocess
import sys
from functools import cache

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
REASON = "no Chromium on this machine (on Debian or Ubuntu: sudo apt install chromium)"
OWN_PATH = "from playwright.sync_api import sync_playwright as p\nwith p() as q: print(q.chromium.executable_path)"
INSTALL_SECONDS = 900


@cache
def find_chromium() -> str | None:
    """The path of a Chromium that starts."""
    if path := os.environ.get("CHROMIUM"):
        return path if _starts(path) else None
    paths = [path for path in map(shutil.which, NAMES) if path]
    return next((path for path in paths if _starts(path)), None) or _find_playwrights_own()


def _find_playwrights_own() -> str | None:
    # In a process of its own: Playwright leaves an event loop in the thread that asks.
    answer = subprocess.run([sys.executable, "-c", OWN_PATH], capture_output=True, text=True, check=False)
    path = answer.stdout.strip()
    return path if path and _starts(path) else None


def _starts(path: str) -> bool:
    """Whether it runs here: Ubuntu's package is a stub for a snap, and a download may lack system libraries."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def install_chromium() -> None:
    """Install it by the first way that gives one that starts."""
    for commands in (_apt("chromium-headless-shell"), _apt("chromium"), _playwright()):
        if all(_run(command) for command in commands):
            find_chromium.cache_clear()
            if find_chromium():
                return


def _apt(package: str) -> list[list[str]]:
    """Nothing to run for an ordinary user, or without apt."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return []
    return [
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "--yes", "-qq", "--no-install-recommends", package],
    ]


def _playwright() -> list[list[str]]:
    libraries = ["--with-deps"] if os.geteuid() == 0 else []
    return [[sys.executable, "-m", "playwright", "install", *libraries, "chromium"]]


def _run(command: list[str]) -> bool:
    """Quietly: where it fails, the sentence says how to install it by hand."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, timeout=INSTALL_SECONDS, check=False)
        return done.returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def main() -> None:
    if find_chromium() or os.environ.get("CHROMIUM"):
        return
    sys.stdout.write("Installing Chromium for the browser tests, which may take a few minutes\n")
    sys.stdout.flush()
    install_chromium()
    if find_chromium() is None:
        sys.stdout.write(f"The browser tests will be skipped: {REASON}\n")


if __name__ == "__main__":
    main()
