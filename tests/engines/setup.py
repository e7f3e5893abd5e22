"""`python -m tests.engines.setup`: get Firefox and WebKit for their tests, where root can install Debian's packages.

Where one is missing, its tests are skipped and say so.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

FIREFOX, WEBKIT = "Firefox", "WebKit"
PACKAGES = {FIREFOX: ["firefox-esr"], WEBKIT: ["wpewebkit-driver", "libwpebackend-fdo-1.0-1"]}
INSTALL_SECONDS = 600


def find_firefox() -> str | None:
    return shutil.which("firefox-esr")


def find_webkit() -> tuple[str, str] | None:
    """The driver of WPE, the WebKit that needs no display, and the small browser that it starts."""
    driver = shutil.which("WPEWebDriver")
    browsers = sorted(Path("/usr/lib").glob("*/wpe-webkit-*/MiniBrowser"))
    return (driver, str(browsers[-1])) if driver and browsers else None


def is_missing(name: str) -> bool:
    return (find_firefox() if name == FIREFOX else find_webkit()) is None


def reason(name: str) -> str:
    return f"no {name} on this machine (on Debian: sudo apt install {' '.join(PACKAGES[name])})"


def main() -> None:
    missing = [name for name in PACKAGES if is_missing(name)]
    if not missing or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    sys.stdout.write(f"Installing {' and '.join(missing)} for the tests of three engines\n")
    sys.stdout.flush()
    packages = [package for name in missing for package in PACKAGES[name]]
    for command in (["update", "-qq"], ["install", "--yes", "-qq", "--no-install-recommends", *packages]):
        subprocess.run(
            ["apt-get", *command],
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            capture_output=True,
            timeout=INSTALL_SECONDS,
            check=False,
        )


if __name__ == "__main__":
    main()
