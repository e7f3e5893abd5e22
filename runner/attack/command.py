"""``python -m runner attack [ID …] [--group A]``: play the threats against this host's sandbox, print what held."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from runner.attack.stage import Outcome, Stage, UnfitError, stage
from runner.attack.threat import Threat, all_threats

HELD, SUCCEEDED, DIFFERS, GAP = "held", "SUCCEEDED", "DIFFERS", "known gap"


@dataclass(frozen=True, slots=True)
class Row:
    """One threat's line in the table."""

    threat: Threat
    outcomes: list[Outcome]

    @property
    def outcome(self) -> str:
        """held; or an invariant broke; or it ended otherwise than its file says; or, as its file says, it succeeds."""
        if any(one.broken for one in self.outcomes):
            return GAP if self.threat.gap else SUCCEEDED
        return DIFFERS if self.threat.gap or any(one.unexpected for one in self.outcomes) else HELD

    @property
    def troubles(self) -> list[str]:
        """What went wrong, one line each, with the submission it went wrong in."""
        found = [
            f"{one.name}: {what}".removeprefix(": ") for one in self.outcomes for what in (*one.broken, *one.unexpected)
        ]
        if self.threat.gap:
            found.append(f"known: {self.threat.gap}" if found else f"it holds now; take the gap out: {self.threat.gap}")
        return found

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.threat.id,
            "title": self.threat.title,
            "layers": self.threat.layers,
            "outcome": self.outcome,
            "submissions": [asdict(one) for one in self.outcomes],
        }


def play(theatre: Stage, threat: Threat, only_first: bool = False) -> Row:
    """Play one threat on a stage that is set."""
    return Row(threat, theatre.play(threat, only_first))


def main(argv: list[str]) -> int:
    """0 only where every threat was met as its file says; 2 where none is named so, or nothing is graded here."""
    options = _parser().parse_args(argv)
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
        for row in _play_all(threats):
            rows.append(row)
            if not options.json:
                sys.stdout.write(_as_text(row))
                sys.stdout.flush()
    except UnfitError as error:
        sys.stderr.write(f"{error} Ask python -m runner doctor.\n")
        return 2
    seconds = time.monotonic() - started
    sys.stdout.write(_as_json(rows, seconds) if options.json else _totals(rows, seconds))
    return 0 if all(row.outcome == HELD for row in rows) else 1


def _play_all(threats: Sequence[Threat]) -> Iterator[Row]:
    with stage() as theatre:
        for threat in threats:
            yield play(theatre, threat)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m runner attack", description="Attack this host's sandbox.")
    parser.add_argument("ids", nargs="*", metavar="ID", help="threats to play, as in docs/security.md; all without")
    parser.add_argument("--group", action="append", help="only this group, by its letter; may be given again")
    parser.add_argument("--json", action="store_true", help="print everything as JSON, at the end")
    return parser


def _as_text(row: Row) -> str:
    verdicts = ", ".join(dict.fromkeys(one.verdict for one in row.outcomes))
    ms = max((one.ms for one in row.outcomes), default=0.0)
    line = f"{row.threat.id:4} {row.threat.title[:62]:62} {row.outcome:10} {ms:7.0f} ms  {verdicts}\n"
    return line + "".join(f"       {trouble}\n" for trouble in row.troubles)


def _counts(rows: list[Row]) -> dict[str, int]:
    found = Counter(row.outcome for row in rows)
    return {outcome: found[outcome] for outcome in (HELD, GAP, DIFFERS, SUCCEEDED) if found[outcome]}


def _totals(rows: list[Row], seconds: float) -> str:
    counts = ", ".join(f"{count} {outcome}" for outcome, count in _counts(rows).items())
    submissions = sum(len(row.outcomes) for row in rows)
    return f"{len(rows)} threats in {submissions} submissions: {counts}. {seconds:.0f} s.\n"


def _as_json(rows: list[Row], seconds: float) -> str:
    answer = {"totals": _counts(rows), "seconds": round(seconds, 1), "threats": [row.to_json() for row in rows]}
    return json.dumps(answer, indent=2) + "\n"
