"""Identify the runner's code in reports by a digest of its files, because an image has no repository."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

_PACKAGES = ("judge", "harness", "sandbox", "wire", "protocol", "hardware")


@cache
def build() -> str:
    """8 hex digits over the names and bytes of the modules that grade."""
    root = Path(__file__).resolve().parent
    digest = hashlib.sha256()
    for path in sorted(path for package in _PACKAGES for path in (root / package).rglob("*.py")):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:8]


@cache
def versions() -> dict[str, str]:
    """The versions that reports and heartbeats carry."""
    libraries = {name: version(name) for name in ("numpy", "torch")}
    return {"runner": build(), "python": platform.python_version()} | libraries
