"""An exercise's folder changes on a site with the real broker, runner and sandbox."""

from pathlib import Path

import pytest

from accounts.models import User
from exercises.lifecycle.loading import load_exercises
from exercises.models import AuditState, Exercise, Submission, VersionAudit
from exercises.submissions.actions import submit
from exercises.submissions.resending import resend_lost
from exercises.tests.processes import site_processes
from runner.protocol import audit_digest, write_audit_record
from runner.tests.toy import FILES, SOLUTION, write_exercise
from tests.patience import comes_true
from tests.roadmap_rows import insert_curriculum

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]
WRONG = "def row_means(x):\n    return x.sum(axis=1)\n"


@pytest.fixture
def folder(valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of an exercise that is live."""
    insert_curriculum()
    monkeypatch.setenv("DESCENT_CATALOG", str(tmp_path))
    folder = write_exercise(tmp_path).folder
    write_audit_record(tmp_path, {folder.name: audit_digest(folder)})
    load_exercises(tmp_path)
    return folder


def is_graded_with(version: int) -> bool:
    exercise = Exercise.objects.get()
    return exercise.version == version and Submission.objects.passes().filter(digest=exercise.digest).exists()


def test_a_wrong_alternative_keeps_a_version_from_learners_until_it_is_corrected(
    folder: Path, tmp_path: Path, ada: User
) -> None:
    alternative = folder / "alternatives" / "loops.py"
    with site_processes():
        alternative.write_text(WRONG)
        load_exercises(tmp_path)
        failed = VersionAudit.objects.filter(state=AuditState.FAILED)
        assert comes_true(failed.exists)
        assert "loops.py is right and fails" in failed.get().result["problems"][0]
        submission = submit(exercise=Exercise.objects.get(), learner=ada, source=SOLUTION, mode="submit")
        assert submission.sent_at is None

        alternative.write_text(FILES["alternatives/loops.py"] + "# as before\n")
        load_exercises(tmp_path)
        assert comes_true(lambda: Exercise.objects.get().version == 2)
        Submission.objects.update(created_at="2026-03-02 10:00:00+00:00")
        resend_lost()
        assert comes_true(lambda: is_graded_with(2))
