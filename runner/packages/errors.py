"""Errors of packages."""

from __future__ import annotations

from runner.protocol import INSTALL_COMMAND


class PackagesError(Exception):
    """A set can't be installed. The text says which package is at fault, and why."""


class MissingPackagesError(Exception):
    """This host doesn't have the set of an exercise."""

    def __init__(self, name: str) -> None:
        super().__init__(f"this host lacks the packages {name} of the exercise's course: {INSTALL_COMMAND}")
