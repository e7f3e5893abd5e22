"""``python -m runner packages install|list|remove``: the packages that courses declare, on this host."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from runner.protocol import MAX_REQUIREMENTS_BYTES, RequirementsError, read_requirements

from . import install, sets
from .errors import PackagesError


def main(argv: list[str]) -> int:
    """0 if it was done, 1 if it can't be, 2 for a file that isn't allowed."""
    options = _parser().parse_args(argv)
    try:
        if options.command == "install":
            return _install(options.file, options.find_links)
        if options.command == "remove":
            install.remove(options.name)
            sys.stdout.write(f"Removed {options.name}. Workers stop taking its jobs within half a minute.\n")
            return 0
    except PackagesError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{sets.FOLDER} can't be used: {error}\n")
        return 1
    return _list()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m runner packages", description="Packages that courses declare.")
    commands = parser.add_subparsers(dest="command", required=True)
    install_parser = commands.add_parser("install", help="install what a course's requirements.txt declares")
    install_parser.add_argument("file", help="the file, or - for standard input")
    install_parser.add_argument("--find-links", type=Path, metavar="DIR", help="take the wheels from here, offline")
    commands.add_parser("list", help="list the sets of this host")
    commands.add_parser("remove", help="delete a set").add_argument("name", help="its name in the list")
    return parser


def _install(file: str, wheels: Path | None) -> int:
    try:
        requirements = read_requirements(_read(file))
    except RequirementsError as error:
        position = f"{file}, line {error.line}" if error.line else file
        sys.stderr.write(f"{position}: {error}\n")
        return 2
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{file} can't be read: {error}\n")
        return 2
    if not requirements:
        sys.stdout.write(f"{file} declares no packages, so there is nothing to install.\n")
        return 0
    name = install.install(requirements, wheels)
    packages = ", ".join(map(str, requirements))
    sys.stdout.write(f"{name}: {packages}\nWorkers of this host take its jobs within half a minute.\n")
    return 0


def _read(file: str) -> str:
    if file == "-":
        return sys.stdin.read(MAX_REQUIREMENTS_BYTES + 1)
    with open(file, encoding="utf-8") as stream:
        return stream.read(MAX_REQUIREMENTS_BYTES + 1)


def _list() -> int:
    for name, requirements in sets.installed_sets().items():
        sys.stdout.write(f"{name}  {', '.join(map(str, requirements))}\n")
    return 0
