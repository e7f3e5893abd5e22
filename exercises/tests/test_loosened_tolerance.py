"""A tolerance was too tight, so right code failed. A regrade after loosening it gives learners their passes, once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.models import User
from curriculum.models import Roadmap, Section, Topic
from exercises.lifecycle.loading import load_exercises
from exercises.models import EarlierVerdict, Exercise, ModeChoice, Regrade, RegradeResult, Submission, VerdictChoice
from exercises.regrades.actions import apply_regrade, start_regrade
from exercises.regrades.application import write_regrades
from exercises.regrades.notices import PASSES_NOW_NOTICE
from exercises.regrades.queries import submissions_in_scope
from exercises.regrades.scope import RegradeScope
from exercises.submissions.actions import submit
from exercises.tests.processes import site_processes
from notices.models import Notice, NoticeKind
from runner.protocol import SHIPPED_CATALOG
from tests.patience import comes_true

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]
SLUG = "batched-matmul-einsum"
CLOSE = 'name="your batched product")'
TIGHT = 'name="your batched product", rtol=1e-12, atol=1e-12)'
IN_FLOAT32 = """
import numpy as np

def batched_matmul(A, B):
    return np.einsum("bit,btj->bij", A.astype(np.float32), B.astype(np.float32))

def scores(Q, K):
    return np.einsum("bihd,bjhd->bhij", Q, K)

def bilinear(X, W, Y):
    return np.einsum("bi,ij,bj->b", X, W, Y)
"""
WRONG = IN_FLOAT32.replace("bit,btj->bij", "bit,btj->bji")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the exercise whose check of products no float32 can meet, alone in its catalogue."""
    source = next(SHIPPED_CATALOG.glob(f"*/{SLUG}"))
    folder = tmp_path / "mathematics" / SLUG
    shutil.copytree(source, folder)
    rewrite(folder, CLOSE, TIGHT)
    monkeypatch.setenv("DESCENT_CATALOG", str(tmp_path))
    return folder


def rewrite(folder: Path, old: str, new: str) -> None:
    """Change the exercise’s checks, which makes another version of it."""
    checks = folder / "checks.py"
    text = checks.read_text(encoding="utf-8")
    assert old in text
    checks.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def exercise(folder: Path, settings: Settings, valkey: str) -> Iterator[Exercise]:
    settings.EXERCISE_CATALOGS = (folder.parents[1],)
    roadmap = Roadmap.objects.create(uid="roadmap", title="Roadmap", balance_coding=100)
    section = Section.objects.create(uid="mathematics", roadmap=roadmap, number="1", title="Mathematics")
    Topic.objects.create(uid="linear-algebra", section=section, number="1.1", title="Linear algebra")
    load_exercises(folder.parents[1])
    with site_processes():
        yield Exercise.objects.get()


def send(exercise: Exercise, learner: User, source: str) -> Submission:
    submission = submit(exercise=exercise, learner=learner, source=source, mode=ModeChoice.SUBMIT)
    assert comes_true(lambda: Submission.objects.filter(pk=submission.pk, state=Submission.State.DONE).exists())
    submission.refresh_from_db()
    return submission


def dry_run(scope: RegradeScope, admin: User) -> Regrade:
    regrade = start_regrade(person=admin, scope=scope)
    assert comes_true(lambda: Regrade.objects.filter(pk=regrade.pk, state=Regrade.State.READY).exists())
    return regrade


def verdicts() -> dict[int, str]:
    return dict(Submission.objects.values_list("learner", "verdict"))


def test_right_code_passes_after_the_tolerance_was_loosened(
    exercise: Exercise, folder: Path, ada: User, carl: User, grace: User
) -> None:
    right, wrong = send(exercise, ada, IN_FLOAT32), send(exercise, carl, WRONG)
    tight = {ada.pk: VerdictChoice.FAILED, carl.pk: VerdictChoice.FAILED}
    assert verdicts() == tight

    rewrite(folder, TIGHT, CLOSE)
    assert load_exercises(folder.parents[1]).updates == [SLUG]
    scope = RegradeScope(exercise=SLUG, verdict="failed")
    regrade = dry_run(scope, grace)
    assert verdicts() == tight  # a review comes first
    outcomes = dict(regrade.results.values_list("submission", "outcome"))
    assert outcomes == {right.pk: RegradeResult.Outcome.IMPROVED, wrong.pk: RegradeResult.Outcome.SAME}

    Notice.objects.all().delete()  # of the first verdicts
    apply_regrade(person=grace, regrade=regrade)
    write_regrades()
    assert comes_true(lambda: Regrade.objects.get(pk=regrade.pk).state == Regrade.State.APPLIED)
    loose = tight | {ada.pk: VerdictChoice.PASSED}
    assert verdicts() == loose
    right.refresh_from_db()
    assert right.digest == Exercise.objects.get().digest != EarlierVerdict.objects.get(submission=right).digest
    notice = Notice.objects.get()
    assert (notice.person, notice.kind) == (ada, NoticeKind.VERDICT)
    assert notice.sentence == PASSES_NOW_NOTICE.format(exercise)

    assert not submissions_in_scope(scope).exists()
    again = dry_run(RegradeScope(exercise=SLUG, verdict="", is_every=True), grace)
    assert set(again.results.values_list("outcome", flat=True)) == {RegradeResult.Outcome.SAME}
    apply_regrade(person=grace, regrade=again)
    write_regrades()
    assert comes_true(lambda: Regrade.objects.get(pk=again.pk).state == Regrade.State.APPLIED)
    assert verdicts() == loose
    assert Notice.objects.count() == 1
