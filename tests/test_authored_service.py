"""An exercise is written on a site with the real broker, runner and sandbox."""

import pytest

from accounts.models import User
from exercises.lifecycle.stages import set_stage
from exercises.models import AuditState, Exercise, StageChoice, Submission, VersionAudit
from exercises.submissions.actions import submit
from exercises.tests.authored import FILES, write_and_publish
from exercises.tests.processes import site_processes
from tests.patience import comes_true
from tests.roadmap_rows import insert_curriculum

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]
SQUARED = "def double(x):\n    return x * x\n"


def is_audited(state: str) -> bool:
    return VersionAudit.objects.filter(state=state).exists()


def verdict_on(exercise: Exercise, learner: User, source: str) -> Submission:
    submission = submit(exercise=exercise, learner=learner, source=source, mode="submit")
    assert comes_true(lambda: Submission.objects.get(pk=submission.pk).verdict != "")
    submission.refresh_from_db()
    return submission


def test_learners_are_graded_by_its_checks_and_by_no_version_that_has_failed(
    valkey: str, grace: User, ada: User
) -> None:
    insert_curriculum()
    with site_processes():
        exercise = write_and_publish(grace)
        assert comes_true(lambda: is_audited(AuditState.PASSED))
        set_stage(person=grace, exercise=exercise, stage=StageChoice.BETA)
        assert verdict_on(Exercise.objects.get(), ada, FILES["alternatives/sums.py"]).verdict == "passed"
        failed = verdict_on(Exercise.objects.get(), ada, SQUARED)
        assert (failed.verdict, failed.mistake) == ("failed", "squares")

        write_and_publish(grace, FILES | {"alternatives/sums.py": SQUARED})
        assert comes_true(lambda: is_audited(AuditState.FAILED))
        assert "sums.py" in VersionAudit.objects.get(state=AuditState.FAILED).result["problems"][0]
        again = verdict_on(Exercise.objects.get(), ada, FILES["solution.py"])
        assert (again.verdict, again.digest) == ("passed", exercise.digest)
