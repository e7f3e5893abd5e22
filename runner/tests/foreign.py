"""Exercises that a job brings along, for tests: the toy exercise with other checks."""

from __future__ import annotations

from runner.foreign import grading
from runner.protocol import Job, Mode, Report, exercise_files_digest
from runner.tests.toy import FILES, SOLUTION

SLUG = "row-means"
_HEAD = "import numpy as np\n\nfrom runner.judge import bars, check, close, fail\n\n\n"


def checks_with(body: str, head: str = "") -> dict[str, str]:
    """The toy exercise with one check, whose body this is."""
    lines = "".join(f"    {line}\n" for line in body.strip("\n").splitlines())
    check = f'@check(example=True)\ndef worked_example(learner, rng):\n    """The worked example"""\n{lines}'
    mistakes = {"mistakes.toml": "", "mistakes/sums.py": FILES["mistakes/sums.py"]}
    return FILES | mistakes | {"checks.py": f"{head}{_HEAD}{check}"}


def job(files: dict[str, str], source: str = SOLUTION, mode: Mode = Mode.SUBMIT, call: str = "") -> Job:
    digest = exercise_files_digest(files)
    return Job(
        submission="s-1", attempt="a-1", exercise=SLUG, digest=digest, source=source, mode=mode, files=files, call=call
    )


def verdict_of(files: dict[str, str], source: str = SOLUTION, mode: Mode = Mode.SUBMIT, call: str = "") -> Report:
    return grading.grade(job(files, source, mode, call), worker="w-1")
