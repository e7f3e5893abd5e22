"""Loading the catalogue: rows mirror folders, and nothing of an answer comes along."""

import json
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core import serializers
from django.core.management import CommandError, call_command

from accounts.models import User
from curriculum.documents.folder import read_folder
from curriculum.models import Criterion, Topic
from exercises.lifecycle.folders import read_catalogs
from exercises.lifecycle.loading import CatalogError, load_exercises
from exercises.models import Exercise, StageChoice, Submission
from exercises.tests.catalogue import change_folder, load_audited, record_audits, write_folder
from runner.protocol import SHIPPED_CATALOG


@pytest.fixture
def catalog(tmp_path: Path, criterion: Criterion) -> Path:
    write_folder(tmp_path / "transformers" / "softmax")
    return tmp_path


def test_a_folder_becomes_a_row_and_its_answers_do_not(catalog: Path, topic: Topic, criterion: Criterion) -> None:
    assert load_exercises(catalog).additions == ["softmax"]
    row = Exercise.objects.get()
    assert (row.slug, row.section, row.title, row.minutes, row.entry) == (
        "softmax", "transformers", "Softmax", 20, ["softmax"],
    )  # fmt: skip
    assert row.difficulty == 3
    assert "<math" in row.statement_html
    assert row.hints_html == ["<p>Subtract the <strong>largest</strong>.</p>", "<p>Then exponentiate.</p>"]
    assert [*row.topics.all()] == [topic]
    assert [*row.criteria.all()] == [criterion]
    assert "THE_ANSWER" not in json.dumps(serializers.serialize("python", [row]), default=str)


def test_an_exercise_that_states_no_difficulty_gets_the_middle_one(catalog: Path) -> None:
    head = catalog / "transformers" / "softmax" / "exercise.md"
    head.write_text(head.read_text().replace("difficulty = 3\n", ""))
    load_exercises(catalog)
    assert Exercise.objects.get().difficulty == 2


def test_what_an_exercise_needs_of_its_host_is_loaded(catalog: Path) -> None:
    head = catalog / "transformers" / "softmax" / "exercise.md"
    extra = 'device = "gpu"\nneeds = ["triton"]\nlimits = { gpu_memory_mib = 2048, gpu_s = 20.0 }\nentry ='
    head.write_text(head.read_text().replace("entry =", extra))
    load_exercises(catalog)
    row = Exercise.objects.get()
    assert (row.device, row.needs) == ("gpu", ["cuda", "triton"])
    assert (row.limits["gpu_memory_mib"], row.limits["gpu_s"]) == (2048, 20.0)


def test_what_code_may_not_use_is_loaded(catalog: Path) -> None:
    head = catalog / "transformers" / "softmax" / "exercise.md"
    head.write_text(head.read_text().replace("entry =", 'forbidden = ["torch", "@"]\nentry ='))
    load_exercises(catalog)
    assert Exercise.objects.get().forbidden == ["torch", "@"]


def test_loading_again_changes_nothing_and_a_changed_folder_is_seen(catalog: Path) -> None:
    load_audited(catalog)
    assert load_exercises(catalog).matches == ["softmax"]
    digest = Exercise.objects.get().digest
    change_folder(catalog, "43")
    assert load_audited(catalog).updates == ["softmax"]
    assert Exercise.objects.get().digest != digest


def test_a_folder_that_is_gone_retires_its_row_and_one_that_returns_revives_it(
    catalog: Path, ada: User, tmp_path_factory: pytest.TempPathFactory
) -> None:
    load_audited(catalog)
    submission = Submission.objects.create(exercise=Exercise.objects.get(), learner=ada, source="x = 1")
    aside = tmp_path_factory.mktemp("aside") / "softmax"
    shutil.move(catalog / "transformers" / "softmax", aside)
    assert load_exercises(catalog).retirements == ["softmax"]
    assert Exercise.objects.get().retired
    shutil.move(aside, catalog / "transformers" / "softmax")
    assert load_exercises(catalog).updates == ["softmax"]
    assert submission.exercise == Exercise.objects.open().get()


def test_a_folder_that_moves_keeps_its_row(catalog: Path) -> None:
    load_exercises(catalog)
    row = Exercise.objects.get()
    shutil.move(catalog / "transformers" / "softmax", catalog / "transformers" / "stable-softmax")
    load_exercises(catalog)
    assert Exercise.objects.get().pk == row.pk
    assert Exercise.objects.get().slug == "stable-softmax"


def test_a_site_without_our_roadmaps_starts_without_their_exercises(
    catalog: Path, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exercises.lifecycle.loading.SHIPPED_CATALOG", catalog)
    write_folder(catalog / "transformers" / "zebra", uid="zebra", topic="zoology")
    write_folder(catalog / "transformers" / "llama", uid="llama", topic=topic.uid)
    changes = load_exercises(catalog)
    assert (changes.additions, changes.not_here) == (["llama", "softmax"], ["zebra"])


def test_our_own_exercises_name_what_our_own_roadmaps_have() -> None:
    documents = [read_folder(file.parent) for file in settings.SHIPPED_CURRICULUM.glob("*/roadmap.md")]
    uids = {node.uid for document in documents for _, node in document.walk()}
    named = {uid for folder in read_catalogs(SHIPPED_CATALOG) for uid in (*folder.spec.topics, *folder.spec.criteria)}
    assert len(named) > 50
    assert named <= uids


def test_a_topic_that_does_not_exist_is_named_with_its_file_and_nothing_is_loaded(catalog: Path) -> None:
    write_folder(catalog / "transformers" / "zebra", uid="zebra", topic="zoology")
    with pytest.raises(CommandError, match=r"zebra/exercise\.md: .*'zoology'"):
        call_command("load_exercises", catalog)
    assert not Exercise.objects.exists()


def test_a_uid_used_twice_is_refused(catalog: Path) -> None:
    write_folder(catalog / "transformers" / "twin")
    with pytest.raises(CommandError, match="'softmax'"):
        call_command("load_exercises", catalog)


def test_a_schools_catalogue_is_loaded_beside_ours_each_with_its_own_record(catalog: Path, tmp_path: Path) -> None:
    school = tmp_path / "school"
    write_folder(school / "transformers" / "k-means", uid="k-means")
    record_audits(school)
    assert load_exercises(catalog, school).additions == ["softmax", "k-means"]
    stages = dict(Exercise.objects.values_list("slug", "stage"))
    assert stages == {"softmax": StageChoice.WIP, "k-means": StageChoice.ACTIVE}
    assert load_exercises(catalog).retirements == ["k-means"]


@pytest.mark.parametrize(("slug", "uid", "name"), [("k-means", "softmax", "uid"), ("softmax", "k-means", "slug")])
def test_a_name_that_two_catalogues_have_is_refused_with_both_folders(
    catalog: Path, tmp_path: Path, slug: str, uid: str, name: str
) -> None:
    twin = tmp_path / "school" / "clustering" / slug
    write_folder(twin, uid=uid)
    with pytest.raises(CatalogError, match=f"{twin}/.*the {name} 'softmax' .*{catalog}/transformers/softmax/"):
        load_exercises(catalog, tmp_path / "school")
    assert not Exercise.objects.exists()


@pytest.mark.parametrize(("wrong", "right"), [("title =", "titel ="), ("$\\mathrm", "$\\mathrn"), ("+++", "---")])
def test_a_head_or_formula_that_cannot_be_read_is_named(catalog: Path, wrong: str, right: str) -> None:
    path = catalog / "transformers" / "softmax" / "exercise.md"
    path.write_text(path.read_text().replace(wrong, right))
    with pytest.raises(CommandError, match=r"softmax/exercise\.md"):
        call_command("load_exercises", catalog)


def test_the_command_says_what_it_changed(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_exercises", catalog)
    assert capsys.readouterr().out == "new      softmax\n0 exercises unchanged.\n"
