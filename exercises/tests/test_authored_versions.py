"""An exercise that was written on the site: what runners get, and which version learners are graded with."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from curriculum.models import Criterion
from exercises.authored.drafts import begin_draft
from exercises.authored.files import files_of
from exercises.authored.publishing import publish
from exercises.catalogue.reference_solutions import reference_solutions
from exercises.lifecycle.loading import load_exercises
from exercises.lifecycle.stages import set_stage
from exercises.models import (
    Exercise,
    ExerciseDraft,
    ProofChoice,
    StageChoice,
    Submission,
    VersionAudit,
)
from exercises.regrades.attempts import job_of_result
from exercises.regrades.scope import RegradeScope
from exercises.submissions.actions import submit
from exercises.submissions.attempts import job_of
from exercises.tests.authored import FILES, SLUG, begin, pass_audit, write_and_publish
from exercises.tests.catalogue import write_folder
from exercises.tests.reports import audit_report_on, record_audit, record_report, report_on
from lib.errors import RefusedError
from runner.protocol import exercise_files_digest

Jobs = Callable[[str], list[dict[str, Any]]]
CHANGED = {name: text.replace("2 * x", "x + x") for name, text in FILES.items()}
CODE = "def double(x):\n    return x * 2\n"


@pytest.fixture
def published(
    grace: User, criterion: Criterion, jobs: Jobs, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> Exercise:
    """In progress, with its audit requested and sent."""
    jobs("cpu-regrade")
    with django_capture_on_commit_callbacks(execute=True):
        return write_and_publish(grace)


@pytest.fixture
def live(published: Exercise, grace: User) -> Exercise:
    """In beta."""
    pass_audit()
    set_stage(person=grace, exercise=published, stage=StageChoice.BETA)
    return row()


def row() -> Exercise:
    return Exercise.objects.get()


def test_it_is_in_progress_until_an_admin_gives_it_to_learners(published: Exercise, grace: User) -> None:
    assert (published.stage, published.section, published.digest) == ("wip", "databases", exercise_files_digest(FILES))
    assert [topic.uid for topic in published.topics.all()] == ["transformers"]
    assert not ExerciseDraft.objects.exists()
    with pytest.raises(RefusedError):
        set_stage(person=grace, exercise=published, stage=StageChoice.BETA)
    pass_audit()
    set_stage(person=grace, exercise=published, stage=StageChoice.BETA)
    assert (row().stage, row().version) == (StageChoice.BETA, 1)
    assert row().versions.get().proof == ProofChoice.CHECKED


def test_its_audit_and_its_jobs_carry_its_files(
    published: Exercise, grace: User, jobs: Jobs, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    [job] = jobs("cpu-regrade")
    assert (job["files"], job["digest"]) == (FILES, published.digest)
    with django_capture_on_commit_callbacks(execute=True):
        submit(exercise=published, learner=grace, source=CODE, mode="submit")
    [job] = jobs("cpu")
    assert (job["files"], job["digest"]) == (FILES, published.digest)


def test_a_regrade_carries_them_too(
    live: Exercise, ada: User, start: Callable[..., Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        submission = submit(exercise=live, learner=ada, source=CODE, mode="submit")
    record_report(data=report_on(submission))
    result = start(RegradeScope(verdict="", is_every=True)).results.get()
    assert job_of_result(result).files == FILES


def test_learners_are_graded_with_the_live_version_until_the_next_one_has_passed(
    live: Exercise, grace: User, ada: User, jobs: Jobs, django_capture_on_commit_callbacks: Any
) -> None:
    """Runners need no folder, so nobody waits for the audit."""
    jobs("cpu")
    write_and_publish(grace, CHANGED)
    assert (row().digest, row().is_being_checked) == (live.digest, True)
    with django_capture_on_commit_callbacks(execute=True):
        submit(exercise=row(), learner=ada, source=CODE, mode="submit")
    assert [job["files"] for job in jobs("cpu")] == [FILES]
    pass_audit()
    assert (row().version, row().digest) == (2, exercise_files_digest(CHANGED))
    assert job_of(Submission.objects.select_related("exercise").get()).files == CHANGED


def test_a_version_whose_audit_fails_never_goes_live(live: Exercise, grace: User) -> None:
    write_and_publish(grace, CHANGED)
    record_audit(data=audit_report_on(VersionAudit.objects.all()[0], "failed"))
    assert (row().version, files_of(row())) == (1, FILES)
    write_and_publish(grace, FILES)
    assert (row().version, row().is_being_checked) == (1, False)
    assert VersionAudit.objects.count() == 2


def test_an_audit_of_an_earlier_text_is_given_up(published: Exercise, grace: User) -> None:
    report = audit_report_on(VersionAudit.objects.get())
    write_and_publish(grace, CHANGED)
    assert not record_audit(data=report)
    states = VersionAudit.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["superseded", "waiting"]


def test_its_solutions_are_those_of_the_live_version(live: Exercise, grace: User) -> None:
    write_and_publish(grace, CHANGED)
    solutions = {solution.title: solution.source for solution in reference_solutions(row())}
    assert list(solutions.values()) == [FILES["solution.py"], FILES["alternatives/sums.py"]]


def test_what_has_problems_is_not_published(grace: User, criterion: Criterion) -> None:
    draft = begin(grace, FILES | {"checks.py": "def broken(:\n"})
    with pytest.raises(RefusedError):
        publish(person=grace, draft=draft)
    assert not Exercise.objects.exists()


def test_only_admins_write(grace: User, emmy: User, criterion: Criterion) -> None:
    with pytest.raises(PermissionDenied):
        begin(emmy)
    draft = begin(grace)
    with pytest.raises(PermissionDenied):
        publish(person=emmy, draft=draft)


# ------------------------------------------------------------------ beside the catalogue


def test_loading_the_catalogue_leaves_it_alone(live: Exercise, tmp_path: Path) -> None:
    assert load_exercises(tmp_path).retirements == []
    assert not row().retired


@pytest.mark.parametrize(("name", "uid"), [(SLUG, "another"), ("another", "exercise-double-it")])
def test_a_folder_with_its_name_or_uid_is_left_out_and_named(
    published: Exercise, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, uid: str
) -> None:
    write_folder(tmp_path / "transformers" / name, uid=uid)
    write_folder(tmp_path / "transformers" / "softmax")
    call_command("load_exercises", tmp_path)
    message = capsys.readouterr().err
    assert name in message
    assert published.title in message
    assert set(Exercise.objects.values_list("slug", flat=True)) == {SLUG, "softmax"}


@pytest.mark.parametrize("name", ["softmax", "copy-of-softmax"])
def test_what_is_in_the_catalogue_can_not_be_written_again(
    grace: User, criterion: Criterion, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "transformers" / "softmax"
    write_folder(folder)
    load_exercises(tmp_path)
    files = FILES | {"exercise.md": (folder / "exercise.md").read_text()}
    with pytest.raises(RefusedError, match="Softmax"):
        begin_draft(person=grace, title="Softmax", section="databases", files=files, slug=name)
