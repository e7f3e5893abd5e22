"""Run the sections in order. Exit with 0 if all hold, 1 if one doesn't, 2 if none was run."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from runner import hardware
from runner.tests.cells import REPOSITORY

from . import sections
from .page import page

_RESULTS = REPOSITORY / "var" / "gpu-proof.json"
_PAGE = REPOSITORY / "docs" / "gpu.md"

Section = Callable[[hardware.Card], dict[str, Any]]
SECTIONS: dict[str, Section] = {
    "doctor": sections.doctor,
    "attacks": sections.attacks,
    "sabotage": sections.sabotage,
    "exercises": sections.exercises,
    "kernels": sections.kernels,
    "speed": sections.speed,
    "tenants": sections.tenants,
}


def main(argv: list[str], results: Path = _RESULTS, page_file: Path = _PAGE) -> int:
    """Run the named sections, or all. Both files are written after each, so an interrupted run keeps its results."""
    parser = argparse.ArgumentParser(prog="python -m runner.tests.gpu_proof", description="Prove this host's GPU.")
    parser.add_argument("section", nargs="*", help=f"any of {', '.join(SECTIONS)} (default: all)")
    options = parser.parse_args(argv)
    if unknown := set(options.section) - SECTIONS.keys():
        sys.stderr.write(f"There is no section {', '.join(sorted(unknown))}.\n")
        return 2
    try:
        card = _require_card()
    except hardware.HardwareError as error:
        sys.stderr.write(f"Nothing was proven: {error.reason}. {error.fix}.\n")
        return 2
    proof: dict[str, Any] = {
        "card": card.description, "memory_mib": card.memory_mib, "kernel": os.uname().release,
        "date": time.strftime("%d %B %Y", time.gmtime()), "sections": {},
    }  # fmt: skip
    for name in options.section or SECTIONS:
        proof["sections"][name] = _run(SECTIONS[name], card)
        sys.stdout.write(f"{name}: {'holds' if proof['sections'][name]['holds'] else 'FAILS'}\n")
        sys.stdout.flush()
        results.parent.mkdir(exist_ok=True)
        results.write_text(json.dumps(proof, indent=2) + "\n", encoding="utf-8")
        page_file.write_text(page(proof), encoding="utf-8")
    return 0 if all(section["holds"] for section in proof["sections"].values()) else 1


def _require_card() -> hardware.Card:
    """Raises HardwareError if there is no card or this process may not use it."""
    cards = hardware.require_cards()
    if os.geteuid() != 0:
        raise hardware.HardwareError("this needs root", "Run it with sudo")
    with hardware.lease(cards[0]):
        return cards[0]


def _run(section: Section, card: hardware.Card) -> dict[str, Any]:
    """A section's result, with the seconds it took. An exception is a result too."""
    start = time.monotonic()
    try:
        result = section(card)
    except Exception as error:
        result = {"holds": False, "error": f"{type(error).__name__}: {error}"[:2000]}
    return result | {"seconds": round(time.monotonic() - start, 1)}


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
