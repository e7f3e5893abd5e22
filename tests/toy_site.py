"""A site's processes around the runner's toy exercise, whose submissions may take as long as a test needs."""

from pathlib import Path

from accounts.models import User
from exercises.lifecycle.loading import load_exercises
from exercises.models import Exercise, RunnerHost, Submission
from exercises.submissions.actions import submit
from lib import broker
from runner.protocol import audit_digest, write_audit_record
from runner.tests.toy import SOLUTION, write_exercise
from tests.roadmap_rows import insert_curriculum

SLOW = "import time\ntime.sleep(1.5)\n" + SOLUTION


def load_toy(catalog: Path) -> None:
    """The toy exercise, live. Its processes must get the folder as DESCENT_CATALOG."""
    insert_curriculum()
    folder = write_exercise(catalog).folder
    write_audit_record(catalog, {folder.name: audit_digest(folder)})
    load_exercises(catalog)


def send(learner: User, source: str = SOLUTION) -> Submission:
    return submit(exercise=Exercise.objects.get(), learner=learner, source=source, mode="submit")


def is_graded(submission: Submission) -> bool:
    return Submission.objects.passes().filter(pk=submission.pk).exists()


def is_being_graded() -> bool:
    """Whether the runner has taken the only job that was sent."""
    is_taken = broker.client().llen("cpu\x06\x163") == 0
    return bool(is_taken and broker.client().hlen(f"unacked.{host().host}"))


def host() -> RunnerHost:
    """Of site_processes."""
    return RunnerHost.objects.get(name="here")
