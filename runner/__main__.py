"""``python -m runner``: the runner from a terminal, without the web.

grade SLUG FILE [--json]   grade a solution; FILE may be - for standard input
grade-many                 grade a JSON list of [slug, source] from standard input
new SLUG --section NAME    create the folder of a new exercise
audit [SLUG …]             test every exercise: solutions pass, mistakes are recognised
examples                   write the example calls, which learners predict in a review
doctor [--json] [--card]   test that this host can run untrusted code safely
hardware [release UUID]    list the GPUs of this host, or put one back into service
packages install FILE      install the packages that a course declares; list and remove them
identity [--public FILE]   create this host's key if needed, and print the line that registers it
bench [--json]             compare cold and warm cells
attack [ID …] [--json]     run every threat against this host's sandbox
"""

from __future__ import annotations

import importlib
import os
import sys

_COMMANDS = {
    "grade": "runner.grade",
    "grade-many": "runner.grade_many",
    "new": "runner.judge.scaffold",
    "audit": "runner.audit.command",
    "audit-job": "runner.audit.job",  # a worker's: runner/audit_process.py
    "examples": "runner.example_calls",
    "doctor": "runner.sandbox.doctor_command",
    "hardware": "runner.hardware.command",
    "packages": "runner.packages.command",
    "identity": "runner.identity",
    "bench": "runner.bench",
    "attack": "runner.attack.command",
}


def main(argv: list[str]) -> int:
    """Run one command and return its exit status; 2 where there is no such command."""
    if not argv or argv[0] not in _COMMANDS:
        sys.stderr.write(__doc__ or "")
        return 2
    command = importlib.import_module(_COMMANDS[argv[0]])
    return int(command.main(argv[1:]))


def _keep_stdout_for_the_answer() -> None:
    """Have libraries print to standard error: LAPACK writes to descriptor 1, where somebody expects JSON."""
    stdout = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = os.fdopen(stdout, "w", encoding=sys.stdout.encoding, errors=sys.stdout.errors)


if __name__ == "__main__":
    if sys.argv[1:2] in (["grade"], ["grade-many"]):
        _keep_stdout_for_the_answer()
    sys.exit(main(sys.argv[1:]))
