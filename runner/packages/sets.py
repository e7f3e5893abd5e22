"""The sets of packages that this host has."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from runner.protocol import (
    REQUIREMENTS_FILE,
    Requirement,
    package_set_name,
    read_requirements,
)

from .errors import MissingPackagesError

_VAR = Path(os.environ.get("DESCENT_VAR") or Path(__file__).resolve().parents[2] / "var")
# Of this Python: after an update to another minor version, the sets are missing until they are installed again.
FOLDER = _VAR / "packages" / f"python{sys.version_info.major}.{sys.version_info.minor}"
SITE = "site"  # of a set: what its cells import
MAX_SETS = 16  # of a host, because each has queues of its own


def installed_sets() -> dict[str, tuple[Requirement, ...]]:
    """Those that are complete, by name. Others than root and this user can't have changed them."""
    sets: dict[str, tuple[Requirement, ...]] = {}
    for folder in sorted(FOLDER.iterdir()) if FOLDER.is_dir() else ():
        try:
            status = folder.stat()
            requirements = read_requirements((folder / REQUIREMENTS_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        is_ours = status.st_uid in (0, os.geteuid()) and not status.st_mode & 0o022
        if is_ours and folder.name == package_set_name(requirements):
            sets[folder.name] = requirements
    return sets


def packages_of(files: Mapping[str, str]) -> Path | None:
    """The folder to bind into the cells of an exercise with these files. None: its course declares no packages.

    Raises:
        MissingPackagesError: this host doesn't have them.
        RequirementsError: its requirements can't be read.
    """
    requirements = read_requirements(files.get(REQUIREMENTS_FILE, ""))
    if not requirements:
        return None
    name = package_set_name(requirements)
    if name not in installed_sets():
        raise MissingPackagesError(name)
    return FOLDER / name / SITE
