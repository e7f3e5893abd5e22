"""``python -m runner attack [ID …] [--group A]``: run the threats against this host's sandbox.

Cells are cold or warm, and the user is root or an ordinary one. Each of the four is attacked in its own way: ``--cells
cold`` or ``warm``, and for root ``--as-user``. ``make attack`` runs all four.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from runner.attack import ordinary_user
from runner.attack.harness import COLD, WARM, AttackHarness, RunOutcome, UnfitError, missing_requirement, open_harness
from runner.attack.threat import Threat, all_threats


class ThreatStatus(StrEnum):
    """The outcome of a threat."""

    HELD = "held"  # every invariant holds, and it ended as its file says
    GAP = "known gap"  # it succeeds, as its file says
    DIFFERS = "DIFFERS"  # it ended otherwise than its file says
    BROKEN = "broken"  # the run itself failed
    SUCCEEDED = "SUCCEEDED"  # an invariant broke
    SKIPPED = "not run"  # this host lacks what it needs


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreatResult:
    """One threat's line in the table.

    Attributes:
        error_text: the exception that ended the run itself.
        skip_reason: why it was not run.
    """

    threat: Threat
    outcomes: list[RunOutcome]
    error_text: str = ""
    skip_reason: str = ""

    @property
    def outcome(self) -> ThreatStatus:
        if self.skip_reason:
            return ThreatStatus.SKIPPED
        if self.error_text:
            return ThreatStatus.BROKEN
        if any(outcome.violations for outcome in self.outcomes):
            return ThreatStatus.GAP if self.threat.gap else ThreatStatus.SUCCEEDED
        has_deviations = any(outcome.deviations for outcome in self.outcomes)
        return ThreatStatus.DIFFERS if self.threat.gap or has_deviations else ThreatStatus.HELD

    @property
    def problems(self) -> list[str]:
        """Return the problems, one line each, with the name of the submission."""
        problems = [
            f"{outcome.name}: {problem}".removeprefix(": ")
            for outcome in self.outcomes
            for problem in (*outcome.violations, *outcome.deviations)
        ]
        if self.error_text:
            problems.append(f"broken: {self.error_text}")
        elif self.threat.gap:
            gap = self.threat.gap
            problems.append(f"known: {gap}" if problems else f"it is held now; remove the gap: {gap}")
        return problems

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.threat.id,
            "title": self.threat.title,
            "layers": self.threat.layers,
            "outcome": self.outcome,
            "lacking": self.skip_reason,
            "troubles": self.problems,
            "submissions": [asdict(outcome) for outcome in self.outcomes],
        }


@dataclass(frozen=True, slots=True)
class AttackMode:
    """The attacking user's id, and whether the cells are cold or warm."""

    uid: int
    cells: str

    def __str__(self) -> str:
        return f"as {'root' if self.uid == 0 else f'user {self.uid}'}, {self.cells} cells"


def run_threat(harness: AttackHarness, threat: Threat, only_first: bool = False) -> ThreatResult:
    """Run one threat. An exception of the run itself is its result."""
    if skip_reason := missing_requirement(threat):
        return ThreatResult(threat=threat, outcomes=[], skip_reason=skip_reason)
    try:
        return ThreatResult(threat=threat, outcomes=harness.run(threat, only_first))
    except Exception as error:
        return ThreatResult(threat=threat, outcomes=[], error_text=f"{type(error).__name__}: {error}"[:500])


def main(argv: list[str]) -> int:
    """Run the threats and print a table. 0 if every one that could run was held; 2 if none matches or none can run."""
    options = _parser().parse_args(argv)
    if options.as_user and os.geteuid() == 0:
        return subprocess.run(ordinary_user.python("-m", "runner", "attack", *argv), check=False).returncode
    threats = [
        threat
        for threat in all_threats()
        if (not options.ids or threat.id in options.ids) and (not options.group or threat.group in options.group)
    ]
    if not threats:
        sys.stderr.write("There is no such threat.\n")
        return 2
    started_at = time.monotonic()
    rows: list[ThreatResult] = []
    try:
        with open_harness(options.cells) as harness:
            mode = AttackMode(os.geteuid(), harness.cells)
            for row in (run_threat(harness, threat, options.first) for threat in threats):
                rows.append(row)
                if not options.json:
                    sys.stdout.write(_as_text(row))
                    sys.stdout.flush()
    except UnfitError as error:
        sys.stderr.write(f"{error} Run python -m runner doctor.\n")
        return 2
    seconds = time.monotonic() - started_at
    sys.stdout.write(_as_json(rows, mode, seconds) if options.json else _totals(rows, mode, seconds))
    return 0 if all(row.outcome in (ThreatStatus.HELD, ThreatStatus.SKIPPED) for row in rows) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m runner attack", description="Attack this host's sandbox.")
    parser.add_argument("ids", nargs="*", metavar="ID", help="threats to run, such as E7 (default: all)")
    parser.add_argument("--group", action="append", help="only this group, by its letter; can be repeated")
    parser.add_argument("--first", action="store_true", help="only the first submission of each threat")
    parser.add_argument(
        "--cells", choices=(COLD, WARM), help="the kind of cells (default: warm, if a daemon starts here)"
    )
    parser.add_argument("--as-user", action="store_true", help="if started as root: attack as an ordinary user")
    parser.add_argument("--json", action="store_true", help="print everything as JSON at the end")
    return parser


def _as_text(row: ThreatResult) -> str:
    verdicts = ", ".join(dict.fromkeys(outcome.verdict for outcome in row.outcomes)) or row.skip_reason
    ms = max((outcome.ms for outcome in row.outcomes), default=0.0)
    line = f"{row.threat.id:4} {row.threat.title[:62]:62} {row.outcome:10} {ms:7.0f} ms  {verdicts}\n"
    return line + "".join(f"       {problem}\n" for problem in row.problems)


def _counts(rows: list[ThreatResult]) -> dict[str, int]:
    counts = Counter(row.outcome for row in rows)
    return {status: counts[status] for status in ThreatStatus if counts[status]}


def _count_cold(rows: list[ThreatResult]) -> int:
    return sum(outcome.made_cold for row in rows for outcome in row.outcomes)


def _totals(rows: list[ThreatResult], mode: AttackMode, seconds: float) -> str:
    counts = ", ".join(f"{count} {outcome}" for outcome, count in _counts(rows).items())
    submissions = sum(len(row.outcomes) for row in rows)
    cold = f" ({count} made cold)" if (count := _count_cold(rows)) else ""
    return f"{len(rows)} threats in {submissions} submissions, {mode}{cold}: {counts}. {seconds:.0f} s.\n"


def _as_json(rows: list[ThreatResult], mode: AttackMode, seconds: float) -> str:
    answer = {
        "mode": asdict(mode) | {"made_cold": _count_cold(rows)},
        "totals": _counts(rows),
        "seconds": round(seconds, 1),
        "threats": [row.to_json() for row in rows],
    }
    return json.dumps(answer, indent=2) + "\n"
