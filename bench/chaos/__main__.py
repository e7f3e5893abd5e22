"""``python -m bench.chaos [--json]``: what a site loses while everything in it is killed, frozen or filled up.

A site of its own, with all the processes of production under a supervisor that restarts them, its data on a small disk,
and learners who submit, log time, answer criteria and read. Then one fault after another, each kind in turn in a random
order: `bench.chaos.faults`. After each, the database is compared with all that the site has acknowledged. Only
LONGEST_JOB_S is shorter than in production, so that lost jobs come back sooner.
"""

import argparse
import ctypes
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from bench.chaos.director import Director
from bench.chaos.invariants import Auditor
from bench.chaos.ledger import Ledger
from bench.chaos.people import Crowd, add_learners, criteria
from bench.chaos.report import by_kind, table
from bench.chaos.site import ChaosSite, chaos_site
from bench.processes import offspring

PR_SET_CHILD_SUBREAPER = 36
LAST_PATIENCE_S = 120.0


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the report as JSON; the table goes to stderr")
    parser.add_argument("--minutes", type=float, default=30, help="(default %(default)s)")
    parser.add_argument("--faults", type=int, default=50, help="how many at least (default %(default)s)")
    parser.add_argument("--kinds", nargs="*", default=[], help="only these faults, in this order")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--pace", type=float, default=1.0, help="1 is about 8 requests a second (default %(default)s)")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--runners", type=int, default=2, help="(default %(default)s)")
    parser.add_argument("--template", help="an SQLite database with all migrations, to start sooner")
    parser.add_argument("--logs", help="where to copy the logs of the processes")
    options = parser.parse_args(argv)
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    report = run(options)
    report["leftovers"] = list(leftovers())
    (sys.stderr if options.json else sys.stdout).write(table(report) + "\n")
    if options.json:
        sys.stdout.write(json.dumps(report, indent=2) + "\n")
    return 1 if any(report[name] for name in ("lost", "duplicates", "wrong", "unclear", "unsaid", "leftovers")) else 0


def run(options: argparse.Namespace) -> dict[str, Any]:
    with chaos_site(
        options.database, runner_count=options.runners, logs=options.logs, template=options.template
    ) as site:
        ledger = Ledger()
        crowd = Crowd(
            port=site.port, ledger=ledger, sessions=add_learners(), criteria=criteria(), seed=options.seed,
            pace=options.pace,
        )  # fmt: skip
        auditor = Auditor(ledger)
        director = Director(site=site, crowd=crowd, auditor=auditor, choose=random.Random(options.seed))  # noqa: S311  repeatable, not secret
        crowd.start()
        director.warm_up()
        began = time.monotonic()
        director.run(minutes=options.minutes, faults=options.faults, kinds=options.kinds)
        crowd.stop()
        director.calm(LAST_PATIENCE_S)
        minutes = (time.monotonic() - began) / 60
        auditor.audit_exports([email for email, _ in crowd.sessions[:2]])
        return {"seed": options.seed, "database": options.database, "minutes": round(minutes, 1)} | _report(
            site, director
        )


def _report(site: ChaosSite, director: Director) -> dict[str, Any]:
    ledger, findings = director.crowd.ledger, director.auditor.findings
    counts = {
        "submissions": len(ledger.submissions),
        "entries": len(ledger.entries),
        "answers": len(ledger.answers),
    }
    verdicts = Counter(verdict[0] for verdict in director.auditor.verdicts.values())
    return {
        "faults": len(director.incidents),
        "acknowledged": counts,
        "verdicts": dict(verdicts),
        "replies": dict(sum(ledger.replies.values(), Counter())),
        "slowest_verdict_s": round(director.slowest_s, 1),
        "restarts": dict(site.supervisor.restarts),
        "kinds": by_kind(director.incidents),
        "skipped": director.reasons,
        "lost": sorted(findings.losses),
        **{name: sorted(getattr(findings, name)) for name in ("duplicates", "wrong", "our_fault")},
        "unclear": ledger.unclear,
        "tracebacks": tracebacks(site) if ledger.unclear else [],
        "unsaid": [incident.name for incident in director.incidents if not incident.has_said],
    }


def tracebacks(site: ChaosSite) -> list[str]:
    """Return the tracebacks that the web logged last."""
    lines = (site.supervisor.logs / "web.log").read_text(errors="replace").splitlines()
    return [line for line in lines if "Traceback" in line][-3:]


def leftovers() -> Iterator[str]:
    """Processes that still run after everything was stopped. Orphans become our children, since we are their reaper."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not offspring(os.getpid()):
            return
        time.sleep(0.1)
    for pid, command in offspring(os.getpid()).items():
        yield f"{pid}: {command}"
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
