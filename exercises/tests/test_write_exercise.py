"""An admin writes an exercise in the browser: title, files, preview, check, stage."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from accounts.models import User
from curriculum.models import Criterion, Topic
from exercises.authored.drafts import save_draft
from exercises.authored.publishing import publish
from exercises.lifecycle.loading import load_exercises
from exercises.models import Exercise, ExerciseDraft, StageChoice, VersionAudit
from exercises.tests.authored import FILES, SLUG, begin, pass_audit, write_and_publish
from exercises.tests.catalogue import write_folder
from exercises.tests.reports import audit_report_on, record_audit

LIST = reverse("exercises:lifecycle_list")
WRITE = reverse("exercises:write_exercise")
LIFECYCLE = reverse("exercises:lifecycle_detail", args=[SLUG])


@pytest.fixture
def client(grace: User, criterion: Criterion, client_of: Callable[[User], Client]) -> Client:
    return client_of(grace)


@pytest.fixture
def draft(client: Client, grace: User) -> ExerciseDraft:
    """Complete, and not published yet."""
    return begin(grace)


def edit_url(slug: str = SLUG) -> str:
    return reverse("exercises:edit_exercise", args=[slug])


def form_of(client: Client, url: str | None = None) -> dict[str, Any]:
    """What a browser would send if nothing were typed."""
    form = client.get(url or edit_url()).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None}


def problems_of(client: Client, **changes: str) -> str:
    """The problems that a preview of the form names, with this in some of its fields."""
    page = client.post(edit_url(), form_of(client) | changes | {"preview": "1"})
    return "\n".join(str(problem) for problem in page.context["reading"].problems)


def saved() -> ExerciseDraft:
    return ExerciseDraft.objects.get()


def test_from_a_title_to_a_beta(client: Client, ada: User, client_of: Callable[[User], Client]) -> None:
    answer = client.post(WRITE, {"title": "Double it", "section": "Databases"})
    assertRedirects(answer, edit_url())
    written = {f"file-{name}": text for name, text in FILES.items() if name != "exercise.md"}
    values = {"title": "Double it", "summary": "Twice as much.", "topics": ["transformers"], "entry": "double"}
    values |= {"statement": "Return $2x$."}
    example = {name: "" if name.startswith("file-") else value for name, value in form_of(client).items()}
    answer = client.post(edit_url(), example | written | values | {"publish": "1"})
    assertRedirects(answer, LIFECYCLE)
    exercise = Exercise.objects.get()
    assert (exercise.stage, exercise.section, exercise.entry) == ("wip", "databases", ["double"])
    assert client_of(ada).get(exercise.get_absolute_url()).status_code == 404
    code = {"source": FILES["solution.py"], "mode": "submit"}
    assert client.post(exercise.get_absolute_url(), code).status_code == 302
    pass_audit()
    client.post(f"{LIFECYCLE}stage/", {"stage": StageChoice.BETA, "reason": "Ready for the autumn course"})
    page = client_of(ada).get(exercise.get_absolute_url())
    assert "<math" in page.text
    assert exercise.title in client_of(ada).get("/exercises/").text


def test_it_starts_from_an_example_that_has_nothing_wrong_but_what_is_left_to_write(client: Client) -> None:
    client.post(WRITE, {"title": "Row means", "section": "databases"})
    reading = client.get(edit_url("row-means")).context["reading"]
    assert {problem.file for problem in reading.problems} > {"exercise.md", "starter.py", "checks.py", "mistakes.toml"}
    assert all(problem.line for problem in reading.problems)
    assert reading.content["title"] == "Row means"


def test_saving_untouched_changes_no_file(client: Client, draft: ExerciseDraft) -> None:
    assertRedirects(client.post(edit_url(), form_of(client)), edit_url())
    assert saved().files == FILES


def test_a_draft_is_saved_with_whatever_is_wrong_and_says_where(client: Client, draft: ExerciseDraft) -> None:
    broken = FILES["checks.py"] + "\ndef any_length(learner, rng:\n    pass\n"
    client.post(edit_url(), form_of(client) | {"file-checks.py": broken})
    assert saved().files["checks.py"] == broken
    page = client.get(edit_url())
    assert "checks.py, line 9" in page.text
    assert "<math" in page.text, "the preview needs no checks"


@pytest.mark.parametrize(
    ("field", "text", "place"),
    [
        ("file-solution.py", "def double(x):\nreturn x\n", "solution.py, line 2"),
        ("file-mistakes.toml", "[squares]\ncheck = worked\n", "mistakes.toml, line 2"),
        ("file-mistakes.toml", FILES["mistakes.toml"].replace("2 * x", "3 * x"), "mistakes.toml, line 1: squares"),
        ("file-solution.py", "", "solution.py"),
        ("file-mistakes.toml", "", "mistakes.toml"),
        ("file-hints.md", "One\n\n---\n\nAnd $\\frac{1$", "hints.md, line 5"),
        ("statement", "Return this:\n\n```chart\nkind = 3\n```", "exercise.md, line "),
        ("statement", "AUTHOR: the rules", "exercise.md, line 13"),
        ("file-equivalent.toml", f"a = {'[' * 9_000}", "equivalent.toml"),
        ("file-checks.py", f"a = {'(' * 9_000}", "checks.py"),
        ("settings", "limits = { walls = 3 }", "walls"),
        ("settings", 'device = "abacus"', "abacus"),
        ("settings", 'device = "gpu"', "device"),
        ("topics", "no-such-topic", "no-such-topic"),
        ("entry", "double, 2nd", "2nd"),
        ("entry", "double, triple", "solution.py: triple"),
    ],
)
def test_a_problem_names_its_file_and_line(
    client: Client, draft: ExerciseDraft, field: str, text: str, place: str
) -> None:
    assert place in problems_of(client, **{field: text})
    client.post(edit_url(), form_of(client) | {field: text, "publish": "1"})
    assert not Exercise.objects.exists()


def test_a_problem_leads_to_the_field_and_its_line(client: Client, draft: ExerciseDraft) -> None:
    wrong = {"statement": "Twice.\n\n$\\frac{1$", "file-mistakes.toml": "[squares]\ncheck = worked\n", "topics": "none"}
    client.post(edit_url(), form_of(client) | wrong)
    page = client.get(edit_url())
    links = re.findall(r'<a href="#(id_[^"]+)" data-line="(\d+)">(.+?)</a>', page.text)
    assert [(field, line) for field, line, _ in links] == [("id_file-mistakes.toml", "2"), ("id_statement", "3")]
    assert links[1][2].startswith("Statement, line 3: ")
    assert all(f'id="{field}"' in page.text for field, _, _ in links)
    assert "exercise.md" not in page.text


def test_the_number_of_problems_is_above_the_form_and_follows_the_preview(client: Client, draft: ExerciseDraft) -> None:
    data = form_of(client) | {"file-solution.py": "def double(x):\nreturn x\n", "preview": "1"}
    fragment = client.post(edit_url(), data, headers={"HX-Request": "true"}).text
    assert re.search(r'<p id="problem-count" hx-swap-oob="true">\s*<a href="#preview-heading">1 problem', fragment)
    data["file-solution.py"] = FILES["solution.py"]
    assert '<p id="problem-count" hidden>' in client.post(edit_url(), data).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stars", "9"),
        ("title", ""),
        ("minutes", "soon"),
        ("section", "?"),
        ("settings", "limits = {"),
        ("settings", "+++"),
        ("settings", f"a = {'[' * 9_000}"),
        ("settings", 'title = "Again"'),
        ("new_name", "../checks.py"),
        ("new_name", "checks.py"),
        ("new_name", "notes.docx"),
        ("file-data.csv", "1\n" * 140_000),
    ],
)
def test_what_can_not_be_saved_is_refused_and_stays_in_the_form(
    client: Client, draft: ExerciseDraft, field: str, value: str
) -> None:
    typed = form_of(client) | {field: value, "new_text": "1,2\n", "file-hints.md": "Something new"}
    page = client.post(edit_url(), typed)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert page.context["form"][field].value() == value
    assert "Something new" in page.text
    assert saved().files == FILES


def test_a_file_is_added_and_removed(client: Client, draft: ExerciseDraft) -> None:
    client.post(edit_url(), form_of(client) | {"new_name": "data.csv", "new_text": "1,2\r\n3,4"})
    assert saved().files["data.csv"] == "1,2\n3,4\n"
    client.post(edit_url(), form_of(client) | {"file-data.csv": "  "})
    assert saved().files == FILES


def test_what_the_form_has_no_field_for_survives_it(client: Client, grace: User) -> None:
    head = FILES["exercise.md"].replace("criteria", 'forbidden = ["sorted"]\nlimits = {wall_s = 5.0}\ncriteria')
    begin(grace, FILES | {"exercise.md": head})
    client.post(edit_url(), form_of(client) | {"publish": "1"})
    exercise = Exercise.objects.get()
    assert (exercise.forbidden, exercise.limits["wall_s"]) == (["sorted"], 5.0)


def test_the_first_topic_stays_the_main_one(client: Client, grace: User, topic: Topic) -> None:
    Topic.objects.create(uid="attention", section=topic.section, number="5.1", title="Attention", order=0)
    head = FILES["exercise.md"].replace('["transformers"]', '["transformers", "attention"]')
    begin(grace, FILES | {"exercise.md": head})
    client.post(edit_url(), form_of(client) | {"topics": ["attention", "transformers"]})
    assert 'topics = ["transformers", "attention"]' in saved().files["exercise.md"]


def test_the_preview_shows_it_as_learners_get_it_and_saves_nothing(client: Client, draft: ExerciseDraft) -> None:
    typed = form_of(client) | {"statement": "Return **twice** $x$.", "preview": "1"}
    fragment = client.post(edit_url(), typed, headers={"HX-Request": "true"}).text
    assert "<strong>twice</strong>" in fragment
    assert "<html" not in fragment
    assert "SECRET" not in fragment
    assert "<strong>twice</strong>" in client.post(edit_url(), typed).text
    assert saved().files == FILES


# ------------------------------------------------------------------ several admins, several versions


def test_a_second_admin_who_saves_an_older_text_gets_both(client: Client, draft: ExerciseDraft, grace: User) -> None:
    older = form_of(client)
    client.post(edit_url(), older | {"file-hints.md": "Hers"})
    page = client.post(edit_url(), older | {"file-hints.md": "His"})
    assert saved().files["hints.md"] == "Hers\n"
    assert page.context["differences"][0][0] == "hints.md"
    assert str(grace) in page.text
    again = {name: page.context["form"][name].value() for name in older}
    client.post(edit_url(), again)
    assert saved().files["hints.md"] == "His\n"


def test_a_text_from_before_a_publication_is_not_saved_over_it(client: Client, grace: User) -> None:
    write_and_publish(grace)
    older = form_of(client)
    write_and_publish(grace, FILES | {"hints.md": "Hers\n"})
    page = client.post(edit_url(), older | {"file-hints.md": "His"})
    assert page.context["differences"]
    assert not ExerciseDraft.objects.exists()


def test_editing_a_live_exercise_leaves_it_live_until_the_new_version_has_passed(client: Client, grace: User) -> None:
    write_and_publish(grace)
    pass_audit()
    client.post(f"{LIFECYCLE}stage/", {"stage": StageChoice.BETA})
    client.post(edit_url(), form_of(client) | {"title": "Double everything", "publish": "1"})
    assert Exercise.objects.get().title == "Double it"
    record_audit(data=audit_report_on(VersionAudit.objects.all()[0], "failed"))
    page = client.get(LIFECYCLE).text
    assert "loops.py is right" in page
    assert f'href="{edit_url()}"' in page
    client.post(edit_url(), form_of(client) | {"title": "Double all", "publish": "1"})
    pass_audit()
    assert (Exercise.objects.get().title, Exercise.objects.get().version) == ("Double all", 2)


def test_a_discarded_draft_can_be_restored(client: Client, draft: ExerciseDraft) -> None:
    answer = client.post(f"{edit_url()}discard/", follow=True)
    assert 'id="drafts"' not in answer.text
    assert f'action="{edit_url()}restore/"' in answer.text
    assertRedirects(client.post(f"{edit_url()}restore/"), edit_url())
    assert f'href="{edit_url()}"' in client.get(LIST).text
    assert saved().files == FILES


def test_discarding_the_draft_of_a_published_exercise_leaves_its_version(client: Client, grace: User) -> None:
    write_and_publish(grace)
    client.post(edit_url(), form_of(client) | {"file-hints.md": "Another"})
    assertRedirects(client.post(f"{edit_url()}discard/"), LIFECYCLE)
    assert form_of(client)["file-hints.md"] == FILES["hints.md"]
    client.post(f"{edit_url()}restore/")
    assert form_of(client)["file-hints.md"] == "Another\n"


@pytest.mark.parametrize("title", ["", "?", "7 bridges", "Double it", "Softmax"])
def test_a_title_that_makes_no_name_of_its_own_is_refused(
    client: Client, draft: ExerciseDraft, tmp_path: Path, title: str
) -> None:
    write_folder(tmp_path / "transformers" / "softmax")
    load_exercises(tmp_path)
    page = client.post(WRITE, {"title": title, "section": "databases"})
    assert page.context["form"].errors["title"]
    assert ExerciseDraft.objects.count() == 1


def test_exercises_of_the_catalogue_are_not_edited_here(client: Client, exercise: Exercise) -> None:
    assert client.get(edit_url(exercise.slug)).status_code == 404
    assert client.post(edit_url(exercise.slug), {"title": "Mine"}).status_code == 404


def test_only_admins_open_the_pages(
    draft: ExerciseDraft, ada: User, emmy: User, client_of: Callable[[User], Client]
) -> None:
    for person in (ada, emmy):
        other = client_of(person)
        for url in (WRITE, edit_url(), f"{edit_url()}files.zip"):
            assert other.get(url).status_code == 403
        for url in (WRITE, edit_url(), f"{edit_url()}discard/", f"{edit_url()}restore/"):
            assert other.post(url, {"title": "Mine"}).status_code == 403
    assert saved().discarded_at is None


def test_a_copy_has_the_files_under_a_name_of_its_own(client: Client, grace: User) -> None:
    write_and_publish(grace, {**FILES, "exercise.md": FILES["exercise.md"].replace("[]", '["phase-4.attention"]')})
    page = client.get(WRITE, {"copy": SLUG})
    assert page.context["form"]["copy"].value() == SLUG
    answer = client.post(WRITE, {"title": "Triple it", "section": "databases", "copy": SLUG})
    assertRedirects(answer, edit_url("triple-it"))
    files = saved().files
    assert 'uid = "exercise-triple-it"' in files["exercise.md"]
    assert "criteria = []" in files["exercise.md"]
    assert files["solution.py"] == FILES["solution.py"]
    assert client.post(WRITE, {"section": "databases", "copy": SLUG}).context["form"].errors["title"]


def test_what_learners_never_saw_can_be_removed_and_restored(client: Client, grace: User) -> None:
    write_and_publish(grace)
    begin_again = {"title": "Double it", "section": "databases"}
    page = client.post(reverse("exercises:remove_exercise", args=[SLUG]), follow=True)
    assert f'href="{LIFECYCLE}"' not in page.text
    restore = reverse("exercises:restore_exercise", args=[SLUG])
    assert restore in page.text
    assertRedirects(client.post(restore), LIFECYCLE)
    client.post(reverse("exercises:remove_exercise", args=[SLUG]))
    assertRedirects(client.post(WRITE, begin_again), edit_url())  # its name is free again
    publish(person=grace, draft=save_draft(
        person=grace, slug=SLUG, section="databases", files=FILES, revision=saved().revision.hex,
    ))  # fmt: skip
    assert Exercise.objects.with_folder().filter(slug=SLUG).exists()


def test_what_learners_saw_is_never_removed(client: Client, grace: User) -> None:
    write_and_publish(grace)
    Exercise.objects.filter(slug=SLUG).update(stage=StageChoice.BETA)
    assert reverse("exercises:remove_exercise", args=[SLUG]) not in client.get(LIFECYCLE).text
    page = client.post(reverse("exercises:remove_exercise", args=[SLUG]), follow=True)
    assert "Deprecate it instead" in page.text
    assert Exercise.objects.with_folder().filter(slug=SLUG).exists()
