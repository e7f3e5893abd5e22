"""C10: Send a name that is a path: `../../x`, an absolute one, one in another case or another script.

If a name becomes part of a path, dots in it can lead to someone else's file ("zip slip"). A submission has no file
name: its source is text. The only name in a job is its exercise's, which is looked up in the catalogue and never
joined to a path.

+++
script = true
layers = ["apart"]
+++
"""

import os

from runner.catalog import UnknownExercise, find
from runner.judge.grading import grade
from runner.protocol import Job, Mode, Verdict

NAMES = (
    "../siege/double", "siege/double", "./double", "double/", "double/../double", "/etc/passwd", "..", ".", "", "*",
    "DOUBLE", "Double", "dоuble", "ｄｏｕｂｌｅ", "double\0", "double\n", "double ", "%2e%2e%2fdouble", "..\\double",
    "double/exercise.md", "~", "$HOME", "x" * 100_000, "\ud800",
)  # fmt: skip


def attack(harness):
    honest = harness.grade("def double(x):\n    return x * 2\n")
    os.environ["DESCENT_CATALOG"] = str(honest.exercise.folder.parent.parent)
    try:
        if find("double").folder != honest.exercise.folder:
            return "the exercise is not found by its own name"
        for name in NAMES:
            try:
                return f"{name!r:.40} found {find(name).folder}"
            except UnknownExercise:
                pass
            except OSError as error:
                return f"{name!r:.40} was looked up as a path: {error!s:.80}"
            job = Job(
                submission="attack",
                attempt="00000000",
                exercise=name,
                digest="",
                source="def double(x): return x",
                mode=Mode.SUBMIT,
            )
            report = grade(job, worker="attack")
            if report.verdict is not Verdict.INTERNAL or str(honest.exercise.folder.parent) in report.message:
                return f"{name!r:.40} came to {report.verdict}: {report.message}"
    finally:
        del os.environ["DESCENT_CATALOG"]
    return ""
