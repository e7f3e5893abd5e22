"""A course comes from a real git server, is read as a whole, and changes nothing until an admin brings it in."""

import os
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from authoring.courses.actions import apply, fetch
from authoring.courses.models import LOST_AFTER, Course, CourseExercise
from authoring.courses.reading import NOT_EXPORTED, ROADMAP_FILE
from authoring.drafts.models import NodeEdit
from authoring.tests.git_server import LINK, SAMPLE, SUBMODULE, TOKEN, GitServer, sample_files
from curriculum.models import Roadmap, Topic
from exercises.authored.drafts import edited_exercise, save_draft
from exercises.authored.publishing import publish
from exercises.models import AuditState, Exercise, ExerciseDraft, StageChoice, VersionAudit
from lib.git_download import DownloadError, download
from tests.site import ROOT

pytestmark = pytest.mark.django_db
COURSES = reverse("authoring:course_list")
JOIN = "exercises/relations/hash-join"
QUERIES = "roadmap/topics/1.2-queries.md"


@pytest.fixture
def client(grace: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(grace)


def course() -> Course:
    return Course.objects.get()


def fetched(client: Client, git: GitServer, files: dict[str, str], **form: str) -> Course:
    """The course, once a worker has fetched this commit of it."""
    git.commit(files)
    if not Course.objects.exists():
        client.post(COURSES, {"uid": "databases", "address": git.address, **form})
    fetch(course())
    return course()


def applied(client: Client, git: GitServer, files: dict[str, str], grace: User) -> Course:
    """The course, once this commit was brought in."""
    apply(person=grace, course=fetched(client, git, files))
    return course()


def page_of(client: Client) -> str:
    return client.get(reverse("authoring:course_detail", args=["databases"])).content.decode()


# Fetching it.


def test_what_it_would_change_is_shown_before_anything_changes(client: Client, git: GitServer) -> None:
    row = fetched(client, git, sample_files())
    assert (row.state, row.title, row.problems) == (Course.State.FETCHED, "Databases in Python", [])
    page = page_of(client)
    assert all(
        text in page for text in (row.commit[:8], "Databases in Python", JOIN, "exercises/relations/running-total")
    )
    assert not Roadmap.objects.exists()
    assert not Exercise.objects.exists()


def test_a_token_opens_a_private_repository_and_is_stored_sealed(client: Client, git: GitServer) -> None:
    git.is_private = True
    row = fetched(client, git, sample_files(), token=TOKEN)
    assert row.state == Course.State.FETCHED
    assert TOKEN not in row.sealed_token
    assert TOKEN not in page_of(client)


def test_without_the_token_it_says_so(client: Client, git: GitServer) -> None:
    git.is_private = True
    row = fetched(client, git, sample_files())
    assert row.state == Course.State.FAILED
    assert "token" in page_of(client)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://example.org/course.git", "https"),
        ("https://user:password@example.org/course.git", "password"),
        ("https://127.0.0.1/course.git", "public"),
        ("https://0x7f.1/course.git", "valid"),
        ("file:///etc/passwd", "https"),
        ("ssh://git@example.org/course.git", "https"),
        ("/etc/passwd", "valid"),
    ],
)
def test_other_addresses_are_refused_in_the_form(client: Client, address: str, words: str) -> None:
    page = client.post(COURSES, {"uid": "databases", "address": address}).content.decode()
    assert words in page
    assert not Course.objects.exists()


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "/etc/passwd", "ext::sh -c id", "git://127.0.0.1/x", "ssh://x/y"]
)
def test_nothing_but_http_is_spoken(address: str) -> None:
    with pytest.raises(DownloadError, match="https"):
        download(address, branch="", token="", folders=[], networks=["0.0.0.0/0"])


def test_a_private_network_is_out_of_reach_unless_the_operator_allows_it(git: GitServer) -> None:
    git.commit(sample_files())
    with pytest.raises(DownloadError, match="public"):
        download(git.address, branch="", token="", folders=[])


@pytest.mark.parametrize(
    ("files", "modes", "words"),
    [
        ({"exercises/x": "/etc/passwd"}, {"exercises/x": LINK}, "link"),
        ({"exercises/x": "1" * 40}, {"exercises/x": SUBMODULE}, "link"),
        ({"descent.toml": b"\0" * 50_000_000}, {}, "too large"),
        ({f"exercises/{number}": "" for number in range(2_001)}, {}, "too large"),
        ({"exercises/a/b/c/d/e/f/g": ""}, {}, "too deep"),
        ({"exercises/A": "", "exercises/a": ""}, {}, "capitals"),
        ({"exercises/x": b"\xff\xfe"}, {}, "UTF-8"),
        ({}, {}, "branch"),
    ],
)
def test_a_hostile_repository_ends_with_a_sentence(
    client: Client, git: GitServer, files: dict[str, str | bytes], modes: dict[str, int], words: str
) -> None:
    if files:
        git.commit(files, modes)
    client.post(COURSES, {"uid": "databases", "address": git.address})
    fetch(course())
    assert course().state == Course.State.FAILED
    assert words in course().message


def test_a_failed_fetch_keeps_what_was_there(client: Client, git: GitServer) -> None:
    before = fetched(client, git, sample_files())
    git.is_private = True
    fetch(course())
    assert (course().state, course().commit, course().files) == (Course.State.FAILED, before.commit, before.files)


def test_a_second_click_waits_for_the_first(client: Client, git: GitServer) -> None:
    fetched(client, git, sample_files())
    Course.objects.update(state=Course.State.FETCHING, asked_at=timezone.now())
    address = reverse("authoring:fetch_course", args=["databases"])
    assert "busy" in client.post(address, follow=True).content.decode()
    assert address not in page_of(client)
    Course.objects.update(asked_at=timezone.now() - 2 * LOST_AFTER)  # its worker died
    assert address in page_of(client)
    assert "busy" not in client.post(address, follow=True).content.decode()


def test_its_host_can_say_that_it_has_changed(client: Client, git: GitServer) -> None:
    row = fetched(client, git, sample_files())
    Course.objects.update(asked_at=timezone.now() - LOST_AFTER)
    address = reverse("authoring:hint_course", args=["databases", row.hint_key])
    assert address in page_of(client)
    assert Client(enforce_csrf_checks=True).post(address, {"anything": "x"}).status_code == 204
    asked_at = course().asked_at
    assert asked_at > timezone.now() - LOST_AFTER
    for _ in range(3):  # a host that says so again and again
        assert Client().post(address).status_code == 204
    assert course().asked_at == asked_at
    assert Client().post(reverse("authoring:hint_course", args=["databases", uuid4()])).status_code == 404


# Reading it.


def test_each_problem_has_its_file_and_line(client: Client, git: GitServer) -> None:
    files = sample_files()
    files["descent.toml"] += 'colour = "red"\n'
    files[QUERIES] = files[QUERIES].replace("stars = 5", 'stars = "five"')
    files[f"{JOIN}/solution.py"] = "def hash_join(:\n"
    files["exercises/notes.md"] = "x"
    row = fetched(client, git, files)
    places = [problem.split(": ")[0] for problem in row.problems]
    assert {
        "descent.toml, line 3", f"{QUERIES}, line 6", f"{JOIN}/solution.py, line 1", "exercises/notes.md"
    } <= set(places)  # fmt: skip


def test_markdown_of_one_s_own_is_refused_with_the_way_to_a_content_folder(client: Client, git: GitServer) -> None:
    files = {path: text for path, text in sample_files().items() if not path.startswith("roadmap/")}
    row = fetched(client, git, files | {ROADMAP_FILE: "# Databases\n\n## SQL\n\n### Joins (6-9 hours)\n"})
    [problem] = [problem for problem in row.problems if problem.startswith(f"{ROADMAP_FILE}, line 1: ")]
    assert problem.endswith(NOT_EXPORTED)


def test_a_copied_folder_without_a_uid_of_its_own_names_both(client: Client, git: GitServer) -> None:
    files = sample_files()
    files |= {path.replace("hash-join", "merge-join"): text for path, text in files.items() if JOIN in path}
    row = fetched(client, git, files)
    [first, second] = [problem for problem in row.problems if "“hash-join”" in problem]
    assert JOIN in first
    assert "merge-join" in first
    assert JOIN in second
    assert any("running-total" in change for change in row.changes)  # nothing else stops


def test_another_course_at_the_same_address_is_noticed(client: Client, git: GitServer) -> None:
    files = sample_files() | {"descent.toml": 'uid = "rust"\ntitle = "Rust"\n'}
    row = fetched(client, git, files)
    assert "databases" in row.problems[0]
    assert row.changes == []


# Bringing it in.


def test_the_roadmap_is_not_shown_and_exercises_wait_for_their_audit(
    client: Client, git: GitServer, grace: User
) -> None:
    row = applied(client, git, sample_files(), grace)
    assert row.problems == []
    assert Roadmap.objects.get(uid="databases").retired
    assert Topic.objects.filter(uid="databases.keys-and-joins").exists()
    exercise = Exercise.objects.get(slug="hash-join")
    assert (exercise.uid, exercise.stage) == ("databases.hash-join", StageChoice.WIP)
    assert [topic.uid for topic in exercise.topics.all()] == ["databases.keys-and-joins"]
    assert [criterion.uid for criterion in exercise.criteria.all()] == ["databases.hash-join"]
    assert VersionAudit.objects.count() == 2


def test_the_same_commit_twice_changes_nothing(client: Client, git: GitServer, grace: User) -> None:
    applied(client, git, sample_files(), grace)
    edits = NodeEdit.objects.count()
    applied(client, git, sample_files(), grace)
    assert (NodeEdit.objects.count(), VersionAudit.objects.count()) == (edits, 2)


def test_a_change_of_the_roadmap_becomes_an_edit_of_its_draft(client: Client, git: GitServer, grace: User) -> None:
    applied(client, git, sample_files(), grace)
    files = sample_files()
    files[QUERIES] = files[QUERIES].replace('"Queries"', '"Questions"')
    row = applied(client, git, files, grace)
    assert Topic.objects.get(uid="databases.queries").title == "Queries"
    assert NodeEdit.objects.filter(uid="databases.queries").exists()
    assert NodeEdit.objects.latest("pk").reason == f"Commit {row.commit[:8]} of the course"


def test_a_changed_exercise_is_a_new_version(client: Client, git: GitServer, grace: User) -> None:
    applied(client, git, sample_files(), grace)
    files = sample_files()
    files[f"{JOIN}/starter.py"] += "\n# Think of a dictionary.\n"
    row = fetched(client, git, files)
    assert any("Changed" in change and JOIN in change for change in row.changes)
    apply(person=grace, course=row)
    assert Exercise.objects.get(slug="hash-join").versions.count() == 2


def test_an_exercise_that_leaves_the_course_is_no_longer_offered(client: Client, git: GitServer, grace: User) -> None:
    applied(client, git, sample_files(), grace)
    files = {path: text for path, text in sample_files().items() if JOIN not in path}
    applied(client, git, files, grace)
    assert Exercise.objects.get(slug="hash-join").retired
    assert not Exercise.objects.get(slug="running-total").retired
    applied(client, git, sample_files(), grace)
    assert not Exercise.objects.get(slug="hash-join").retired


def test_nothing_is_taken_out_while_something_is_wrong(client: Client, git: GitServer, grace: User) -> None:
    applied(client, git, sample_files(), grace)
    files = {path: text for path, text in sample_files().items() if JOIN not in path}
    files["exercises/relations/running-total/checks.py"] = "def ("
    applied(client, git, files, grace)
    assert not Exercise.objects.get(slug="hash-join").retired


def test_a_name_that_the_site_has_gets_the_courses_before_it(client: Client, git: GitServer, grace: User) -> None:
    Exercise.objects.create(uid="exercise-hash-join", slug="hash-join", title="Ours", stars=1, minutes=5)
    applied(client, git, sample_files(), grace)
    assert CourseExercise.objects.filter(exercise__slug="databases-hash-join").exists()
    applied(client, git, sample_files(), grace)
    assert CourseExercise.objects.count() == 2


def test_a_draft_on_the_site_is_never_overwritten(client: Client, git: GitServer, grace: User) -> None:
    applied(client, git, sample_files(), grace)
    edited = edited_exercise("hash-join")
    assert edited
    changed = {**edited.files, "hints.md": "Think.\n"}
    save_draft(person=grace, slug="hash-join", section="relations", files=changed, revision=edited.revision)
    files = sample_files()
    files[f"{JOIN}/hints.md"] = "Look up.\n"
    row = applied(client, git, files, grace)
    assert any("hash-join" in problem and "draft" in problem for problem in row.problems)
    assert ExerciseDraft.objects.get().files["hints.md"] == "Think.\n"


def test_an_edit_on_the_site_is_never_lost(client: Client, git: GitServer, grace: User) -> None:
    applied(client, git, sample_files(), grace)
    edited = edited_exercise("hash-join")
    assert edited
    changed = {**edited.files, "hints.md": "Think.\n"}
    draft = save_draft(person=grace, slug="hash-join", section="relations", files=changed, revision=edited.revision)
    publish(person=grace, draft=draft)
    files = sample_files() | {f"{JOIN}/starter.py": "def hash_join(left, right):\n    raise NotImplementedError\n"}
    row = applied(client, git, files, grace)
    assert any("Hash join" in problem for problem in row.problems)
    same = sample_files() | {f"{JOIN}/hints.md": "Think.\n"}
    assert applied(client, git, same, grace).problems == []
    applied(client, git, same | files | {f"{JOIN}/hints.md": "Think.\n"}, grace)
    assert course().problems == []
    assert Exercise.objects.get(slug="hash-join").versions.count() == 3


def test_a_commit_that_nobody_has_looked_at_is_not_brought_in(client: Client, git: GitServer) -> None:
    fetched(client, git, sample_files())
    response = client.post(reverse("authoring:apply_course", args=["databases"]), {"commit": "0" * 40}, follow=True)
    assert "in the meantime" in response.content.decode()
    assert course().state == Course.State.FETCHED


def test_a_removed_course_leaves_what_it_brought(client: Client, git: GitServer, grace: User) -> None:
    applied(client, git, sample_files(), grace)
    client.post(reverse("authoring:remove_course", args=["databases"]))
    assert not Course.objects.exists()
    assert Exercise.objects.count() == 2


# Its own CI.


def test_the_command_checks_a_folder_without_a_site(tmp_path: Path) -> None:
    out = StringIO()
    call_command("check_course", SAMPLE, stdout=out)
    assert "no problem" in out.getvalue()
    (tmp_path / "descent.toml").write_text('uid = "x"\n')
    with pytest.raises(CommandError, match="problem"):
        call_command("check_course", tmp_path, stdout=out)
    assert "descent.toml, line 1" in out.getvalue()


def test_the_command_needs_no_settings_of_a_site(tmp_path: Path) -> None:
    """Only those of the web image."""
    command = [sys.executable, "manage.py", "check_course", str(SAMPLE)]
    settings = {"PATH": os.environ["PATH"], "DEBUG": "0", "DESCENT_VAR": str(tmp_path)}
    checked = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_pages_of_its_exercises_name_the_course(client: Client, git: GitServer, grace: User) -> None:
    applied(client, git, sample_files(), grace)
    slug = CourseExercise.objects.select_related("exercise")[0].exercise.slug
    for name in ("edit_exercise", "lifecycle_detail"):
        page = client.get(reverse(f"exercises:{name}", args=[slug])).text
        assert reverse("authoring:course_detail", args=["databases"]) in page
        assert "Databases in Python" in page


def test_each_exercise_shows_how_its_audit_went(client: Client, git: GitServer, grace: User) -> None:
    applied(client, git, sample_files(), grace)
    first, second = VersionAudit.objects.order_by("version__exercise__slug")
    for audit, state in ((first, AuditState.FAILED), (second, AuditState.RUNNING)):
        VersionAudit.objects.filter(pk=audit.pk).update(state=state)
    shown = client.get(reverse("authoring:course_detail", args=["databases"])).context["exercises"]
    assert [audit for _, audit in shown] == [AuditState.FAILED.label, AuditState.RUNNING.label]


def test_one_click_offers_every_exercise_that_has_been_checked(client: Client, git: GitServer, grace: User) -> None:
    applied(client, git, sample_files(), grace)
    offer = reverse("authoring:offer_course", args=["databases"])
    assert offer not in page_of(client)
    checked = CourseExercise.objects.select_related("exercise")[0].exercise
    checked.versions.update(proof="checked")
    assert "Offer 1 checked exercise to learners" in page_of(client)
    client.post(offer)
    offered = Exercise.objects.filter(stage=StageChoice.BETA)
    assert [row.slug for row in offered] == [checked.slug]
    assert offer not in page_of(client)
