"""A course declares packages. Its exercises wait for a runner host that has them, and admins read what to do."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from authoring.courses.actions import EDITS_THE_ROADMAP, apply, fetch
from authoring.courses.models import Course
from authoring.tests.git_server import GitServer, sample_files
from exercises.authored.files import files_of
from exercises.fleet.capacity import NEVER_REPORTED
from exercises.fleet.queues import runner_label
from exercises.models import Exercise, StageChoice, Submission, VersionAudit
from exercises.submissions.actions import submit
from exercises.tests.reports import audit_report_on, record_audit, record_worker, worker_of
from runner.protocol import INSTALL_COMMAND, package_set_name, read_requirements

pytestmark = pytest.mark.django_db
TALLY = f"tally==1.0 --hash=sha256:{'a' * 64}\n"
ABACUS = f"abacus==2.0 --hash=sha256:{'b' * 64}\n"
NAME = package_set_name(read_requirements(TALLY))
QUEUE = f"cpu+packages-{NAME}"
NO_HOST = 'data-hosts="none"'
JOIN = "exercises/relations/hash-join"
EXERCISE = reverse("exercises:exercise_detail", args=["hash-join"])
LIFECYCLE = reverse("exercises:lifecycle_detail", args=["hash-join"])


@pytest.fixture
def client(grace: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(grace)


def fetched(git: GitServer, requirements: str | None = TALLY) -> Course:
    """The sample course with these packages, once a worker has fetched it."""
    git.commit(sample_files() | ({} if requirements is None else {"requirements.txt": requirements}))
    course, _ = Course.objects.get_or_create(uid="databases", defaults={"address": git.address})
    fetch(course)
    return Course.objects.get()


def applied(git: GitServer, grace: User, requirements: str | None = TALLY) -> Course:
    apply(person=grace, course=fetched(git, requirements))
    return Course.objects.get()


def exercise() -> Exercise:
    return Exercise.objects.get(slug="hash-join")


def page_of(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def course_page(client: Client) -> str:
    return page_of(client, reverse("authoring:course_detail", args=["databases"]))


def have_a_host(name: str, *queues: str) -> None:
    record_worker(data=worker_of("cpu", queues=["cpu", "cpu-regrade", *queues]), by=name)


# The declaration.


def test_every_exercise_carries_the_packages_of_its_course(git: GitServer, grace: User) -> None:
    assert applied(git, grace, f"# by hand\n{TALLY}").problems == []
    assert files_of(exercise())["requirements.txt"] == TALLY
    assert exercise().queue == QUEUE
    assert not exercise().needs_hardware  # so it counts towards a badge
    assert {audit.queue for audit in VersionAudit.objects.all()} == {f"cpu-regrade+packages-{NAME}"}


def test_a_course_without_packages_needs_no_particular_host(git: GitServer, grace: User) -> None:
    applied(git, grace, None)
    assert exercise().needs_nothing
    assert "requirements.txt" not in files_of(exercise())


def test_other_packages_are_another_version_with_its_own_audit(git: GitServer, grace: User) -> None:
    applied(git, grace)
    assert any("Changed" in change for change in fetched(git, ABACUS).changes)
    applied(git, grace, ABACUS)
    assert exercise().versions.count() == 2
    assert VersionAudit.objects.count() == 4


def test_a_comment_is_no_other_version(git: GitServer, grace: User) -> None:
    applied(git, grace)
    assert fetched(git, f"# sorted\n\n{TALLY}").changes == [EDITS_THE_ROADMAP]


def test_what_is_wrong_is_named_with_its_line_and_keeps_the_exercises_out(git: GitServer, grace: User) -> None:
    course = fetched(git, "# one\ntally>=1.0\n")
    assert course.problems[0].startswith("requirements.txt, line 2: “tally>=1.0” isn’t a package")
    assert not any("New: exercises" in change for change in course.changes)
    apply(person=grace, course=course)
    assert not Exercise.objects.exists()


def test_an_exercise_of_a_course_has_no_packages_of_its_own(git: GitServer) -> None:
    git.commit(sample_files() | {f"{JOIN}/requirements.txt": TALLY})
    fetch(Course.objects.create(uid="databases", address=git.address))
    [problem] = Course.objects.get().problems
    assert problem.startswith(f"{JOIN}/requirements.txt: Packages are the whole course’s.")


def test_the_command_checks_them_by_the_same_rules(tmp_path: Path) -> None:
    (tmp_path / "descent.toml").write_text('uid = "ab"\ntitle = "A"\n')
    (tmp_path / "requirements.txt").write_text("-r other.txt\n")
    out = StringIO()
    with pytest.raises(CommandError, match="1 problem"):
        call_command("check_course", tmp_path, stdout=out)
    assert "requirements.txt, line 1: “-r” is an option." in out.getvalue()


# What admins and learners read.


def test_the_course_says_which_hosts_lack_them_and_what_to_run(git: GitServer, client: Client) -> None:
    fetched(git)
    assert "tally 1.0" in course_page(client)
    assert NO_HOST in course_page(client)
    assert INSTALL_COMMAND in course_page(client)
    have_a_host("hill", QUEUE)
    have_a_host("dale")
    assert NO_HOST not in course_page(client)
    assert "! Missing</span> on dale. hill grades this course alone." in course_page(client)
    have_a_host("dale", QUEUE)
    assert "Installed on dale, hill." in course_page(client)
    assert INSTALL_COMMAND not in course_page(client)


def test_a_course_without_packages_says_nothing_about_them(git: GitServer, client: Client) -> None:
    fetched(git, None)
    assert "<h2>Packages" not in course_page(client)


def test_an_audit_that_no_host_can_take_says_what_to_run(git: GitServer, grace: User, client: Client) -> None:
    applied(git, grace)
    have_a_host("hill")
    page = page_of(client, LIFECYCLE)
    assert NEVER_REPORTED.format(runner_label(f"cpu-regrade+packages-{NAME}")) in page
    assert f"({NAME[:8]})" in page
    assert INSTALL_COMMAND in page
    have_a_host("hill", f"cpu-regrade+packages-{NAME}")
    assert INSTALL_COMMAND not in page_of(client, LIFECYCLE)


def test_a_learner_is_told_to_wait_and_an_admin_what_to_run(
    git: GitServer, grace: User, ada: User, client: Client, client_of: Callable[[User], Client]
) -> None:
    applied(git, grace)
    audit = VersionAudit.objects.get(version__exercise=exercise())
    record_audit(data=audit_report_on(audit))
    Exercise.objects.update(stage=StageChoice.BETA)
    have_a_host("hill")
    learner = client_of(ada)
    assert INSTALL_COMMAND in page_of(client, EXERCISE)
    assert 'data-runner="never"' in page_of(learner, EXERCISE)
    assert INSTALL_COMMAND not in page_of(learner, EXERCISE)
    submission = submit(exercise=exercise(), learner=ada, source="x = 1\n", mode="submit")
    assert (submission.queue, submission.state) == (QUEUE, Submission.State.QUEUED)
    have_a_host("hill", QUEUE)
    assert "data-runner=" not in page_of(learner, EXERCISE)
