"""``python -m runner attack [ID …] [--group A]``: play the threats against this host's sandbox, print what held.

Cells come in two makes and users in two kinds, and each of the four is attacked in its own way: ``--cells cold`` or
``warm``, and for root ``--as-user``. ``make attack`` plays all four.
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
from typing import Any

from runner.attack import ordinary
from runner.attack.stage import COLD, WARM, Outcome, Stage, UnfitError, missing, stage
from runner.attack.threat import Threat, all_threats

HELD, SUCCEEDED, DIFFERS, GAP, BROKEN, SKIPPED = "held", "SUCCEEDED", "DIFFERS", "known gap", "broken", "not played"


@dataclass(frozen=True, slots=True)
class Row:
    """One threat's line in the table.

    ``failure`` is what ended the play itself, before it could show anything; ``lacking`` why it was not played at all.
    """

    threat: Threat
    outcomes: list[Outcome]
    failure: str = ""
    lacking: str = ""

    @property
    def outcome(self) -> str:
        """held; or an invariant broke; or it ended otherwise than its file says; or, as its file says, it succeeds."""
        if self.lacking:
            return SKIPPED
        if self.failure:
            return BROKEN
        if any(one.broken for one in self.outcomes):
            return GAP if self.threat.gap else SUCCEEDED
        return DIFFERS if self.threat.gap or any(one.unexpected for one in self.outcomes) else HELD

    @property
    def troubles(self) -> list[str]:
        """What went wrong, one line each, with the submission it went wrong in."""
        found = [
            f"{one.name}: {what}".removeprefix(": ") for one in self.outcomes for what in (*one.broken, *one.unexpected)
        ]
        if self.failure:
            found.append(f"broken: {self.failure}")
        elif self.threat.gap:
            found.append(f"known: {self.threat.gap}" if found else f"it holds now; take the gap out: {self.threat.gap}")
        return found

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.threat.id,
            "title": self.threat.title,
            "layers": self.threat.layers,
            "outcome": self.outcome,
            "lacking": self.lacking,
            "troubles": self.troubles,
            "submissions": [asdict(one) for one in self.outcomes],
        }


@dataclass(frozen=True, slots=True)
class Mode:
    """Who attacked what: the user's id and the make of the cells."""

    uid: int
    cells: str

    def __str__(self) -> str:
        return f"as {'root' if self.uid == 0 else f'user {self.uid}'}, {self.cells} cells"


def play(theatre: Stage, threat: Threat, only_first: bool = False) -> Row:
    """Play one threat on a stage that is set. Where the play itself goes wrong, that is its row."""
    if lacking := missing(threat):
        return Row(threat, [], lacking=lacking)
    try:
        return Row(threat, theatre.play(threat, only_first))
    except Exception as error:
        return Row(threat, [], f"{type(error).__name__}: {error}"[:500])


def main(argv: list[str]) -> int:
    """0 where every threat that could be played was met as its file says; 2 where none is named so, or none can be."""
    options = _parser().parse_args(argv)
    if options.as_user and os.geteuid() == 0:
        return subprocess.run(ordinary.python("-m", "runner", "attack", *argv), check=False).returncode
    threats = [
        threat
        for threat in all_threats()
        if (not options.ids or threat.id in options.ids) and (not options.group or threat.group in options.group)
    ]
    if not threats:
        sys.stderr.write("There is no such threat.\n")
        return 2
    started = time.monotonic()
    rows: list[Row] = []
    try:
        with stage(options.cells) as theatre:
            mode = Mode(os.geteuid(), theatre.cells)
            for row in (play(theatre, threat, options.first) for threat in threats):
                rows.append(row)
                if not options.json:
                    sys.stdout.write(_as_text(row))
                    sys.stdout.flush()
    except UnfitError as error:
        sys.stderr.write(f"{error} Ask python -m runner doctor.\n")
        return 2
    seconds = time.monotonic() - started
    sys.stdout.write(_as_json(rows, mode, seconds) if options.json else _totals(rows, mode, seconds))
    return 0 if all(row.outcome in (HELD, SKIPPED) for row in rows) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m runner attack", description="Attack this host's sandbox.")
    parser.add_argument("ids", nargs="*", metavar="ID", help="threats to play, as in docs/security.md; all without")
    parser.add_argument("--group", action="append", help="only this group, by its letter; may be given again")
    parser.add_argument("--first", action="store_true", help="only the first submission of each")
    parser.add_argument(
        "--cells", choices=(COLD, WARM), help="the make of the cells; warm where they can be had without"
    )
    parser.add_argument("--as-user", action="store_true", help="for root: do it as an ordinary user")
    parser.add_argument("--json", action="store_true", help="print everything as JSON, at the end")
    return parser


def _as_text(row: Row) -> str:
    verdicts = ", ".join(dict.fromkeys(one.verdict for one in row.outcomes)) or row.lacking
    ms = max((one.ms for one in row.outcomes), default=0.0)
    line = f"{row.threat.id:4} {row.threat.title[:62]:62} {row.outcome:10} {ms:7.0f} ms  {verdicts}\n"
    return line + "".join(f"       {trouble}\n" for trouble in row.troubles)


def _counts(rows: list[Row]) -> dict[str, int]:
    found = Counter(row.outcome for row in rows)
    return {outcome: found[outcome] for outcome in (HELD, GAP, DIFFERS, BROKEN, SUCCEEDED, SKIPPED) if found[outcome]}


def _made_cold(rows: list[Row]) -> int:
    return sum(one.made_cold for row in rows for one in row.outcomes)


def _totals(rows: list[Row], mode: Mode, seconds: float) -> str:
    counts = ", ".join(f"{count} {outcome}" for outcome, count in _counts(rows).items())
    submissions = sum(len(row.outcomes) for row in rows)
    cold = f" ({count} made cold)" if (count := _made_cold(rows)) else ""
    return f"{len(rows)} threats in {submissions} submissions, {mode}{cold}: {counts}. {seconds:.0f} s.\n"


def _as_json(rows: list[Row], mode: Mode, seconds: float) -> str:
    answer = {
        "mode": asdict(mode) | {"made_cold": _made_cold(rows)},
        "totals": _counts(rows),
        "seconds": round(seconds, 1),
        "threats": [row.to_json() for row in rows],
    }
    return json.dumps(answer, indent=2) + "\n"
