"""A course with a package walks through a site with the real broker, runner and sandbox."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import Settings

from accounts.models import User
from authoring.courses.actions import apply, fetch
from authoring.courses.models import Course
from authoring.courses.packages import packages_of
from authoring.tests.git_server import serving
from exercises.lifecycle.stages import set_stage
from exercises.models import AuditState, Exercise, StageChoice, Submission, VersionAudit, Worker
from exercises.submissions.actions import submit
from exercises.tests.authored import FILES
from exercises.tests.processes import site_processes
from runner.tests.wheels import requirements, wheel
from tests.patience import comes_true

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]
FOLDER = "exercises/arithmetic/double-it"
SOLUTION = "import tally\n\n\ndef double(x):\n    return tally.total([x, x])\n"


def packages(*arguments: str) -> None:
    """What an operator runs on the runner host."""
    command = [sys.executable, "-m", "runner", "packages", *arguments]
    subprocess.run(command, cwd=settings.BASE_DIR, env=dict(os.environ), capture_output=True, text=True, check=True)


def is_served(queue: str) -> bool:
    return any(queue in worker.queues for worker in Worker.objects.ready())


def verdict_on(exercise: Exercise, learner: User, source: str) -> Submission:
    submission = submit(exercise=exercise, learner=learner, source=source, mode="submit")
    assert comes_true(lambda: Submission.objects.get(pk=submission.pk).verdict != "")
    submission.refresh_from_db()
    return submission


def test_it_is_graded_once_an_operator_has_installed_it_and_no_worker_starts_again(
    valkey: str, settings: Settings, grace: User, ada: User, tmp_path: Path
) -> None:
    settings.COURSE_NETWORKS = ["127.0.0.0/8"]
    text = requirements(wheel(tmp_path))
    (tmp_path / "requirements.txt").write_text(text)
    course_files = {f"{FOLDER}/{name}": file for name, file in FILES.items()} | {
        "descent.toml": 'uid = "sums"\ntitle = "Sums"\n',
        "requirements.txt": text,
        f"{FOLDER}/exercise.md": FILES["exercise.md"].replace('["transformers"]', "[]"),
        f"{FOLDER}/alternatives/sums.py": SOLUTION,
    }
    with serving() as git, site_processes():
        git.commit(course_files)
        course = Course.objects.create(uid="sums", address=git.address)
        fetch(course)
        apply(person=grace, course=course)
        course.refresh_from_db()
        assert course.problems == []
        exercise = Exercise.objects.get(slug="double-it")
        assert not is_served(exercise.queue)
        started = Worker.objects.ready().get().start

        packages("install", str(tmp_path / "requirements.txt"), "--find-links", str(tmp_path))
        assert comes_true(lambda: is_served(exercise.queue))
        passed = VersionAudit.objects.filter(version__exercise=exercise, state=AuditState.PASSED)
        assert comes_true(passed.exists)
        set_stage(person=grace, exercise=exercise, stage=StageChoice.BETA)
        assert verdict_on(exercise, ada, SOLUTION).verdict == "passed"
        declared = packages_of(course)
        assert declared
        assert declared.hosts == ["here"]

        packages("remove", declared.name)
        assert comes_true(lambda: not is_served(exercise.queue))
        waiting = submit(exercise=exercise, learner=ada, source=SOLUTION + "# again\n", mode="submit")
        packages("install", str(tmp_path / "requirements.txt"), "--find-links", str(tmp_path))
        assert comes_true(lambda: Submission.objects.get(pk=waiting.pk).verdict == "passed")
        assert Worker.objects.ready().get().start == started
        packages("remove", declared.name)  # the next test's runner has none
