"""``python -m runner hardware [release UUID]``: this host's cards and their state; put a card back into service."""

from __future__ import annotations

import argparse
import sys

from . import quarantine
from .cards import Card, memory_used, require_cards
from .errors import HardwareError

_MIB = 2**20


def main(argv: list[str]) -> int:
    """0 if every card is in service, or the release was done."""
    parser = argparse.ArgumentParser(prog="python -m runner hardware", description="List the GPUs of this host.")
    commands = parser.add_subparsers(dest="command")
    release = commands.add_parser("release", help="put a card back into service")
    release.add_argument("uuid", help="its name in the list")
    options = parser.parse_args(argv)
    try:
        return _release(options.uuid) if options.command == "release" else _show(require_cards())
    except HardwareError as error:
        sys.stderr.write(f"{error.reason}. {error.fix}\n")
        return 2


def _show(cards: tuple[Card, ...]) -> int:
    for card in cards:
        reason = quarantine.reason(card.uuid)
        mib = memory_used(card) // _MIB
        sys.stdout.write(f"{card.uuid}  {card.description}, {mib} of {card.memory_mib} MiB in use\n")
        sys.stdout.write(f"    out of service: {reason}\n" if reason else "    in service\n")
    return 1 if any(quarantine.reason(card.uuid) for card in cards) else 0


def _release(uuid: str) -> int:
    if not quarantine.release(uuid):
        sys.stderr.write(f"{uuid} is not out of service.\n")
        return 1
    sys.stdout.write(f"{uuid} is in service again. Run python -m runner doctor before you start its worker.\n")
    return 0
