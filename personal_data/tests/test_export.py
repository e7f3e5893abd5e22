"""Everything about a person is in their archive, and nothing about anyone else."""

import json
from collections.abc import Iterator
from zipfile import ZipFile

import pytest
from allauth.idp.oidc.models import Token
from django.apps import apps
from django.db import models

from accounts.models import ApiToken, User
from curriculum.models import Criterion
from personal_data.inventory import INVENTORY, NOT_EXPORTED
from personal_data.tests.archives import archive_of, document_of
from progress.checkpoints.actions import answer_criterion
from progress.checkpoints.models import CriterionMark
from progress.plan.models import StudyPlan

pytestmark = pytest.mark.django_db


STAYING = {
    *("cohorts.Announcement", "cohorts.SharedReply"),  # without the writer's name: they belong to the cohort
    "audit_log.AuditEntry",  # with the uid and no name
}


def owned_models() -> Iterator[str]:
    """Every model whose rows go when a user goes."""
    seen: set[type[models.Model]] = {User}
    waiting: list[type[models.Model]] = [User]
    while waiting:
        for relation in waiting.pop()._meta.related_objects:
            model = relation.related_model
            if isinstance(model, str) or model in seen or relation.on_delete is not models.CASCADE:
                continue
            if model._meta.auto_created:
                continue
            seen.add(model)
            waiting.append(model)
    return (model._meta.label for model in seen)


def test_every_model_about_a_person_is_exported_or_kept_back_with_a_reason() -> None:
    assert set(owned_models()) | STAYING == {item.model._meta.label for item in INVENTORY} | set(NOT_EXPORTED)
    assert all(apps.get_model(label) and reason for label, reason in NOT_EXPORTED.items())


def test_a_row_of_each_kind_is_in_the_archive(ada_s_work: User) -> None:
    assert {row["model"] for row in document_of(ada_s_work)["rows"]} == {
        item.model._meta.label_lower for item in INVENTORY
    }


def test_it_says_which_criteria_are_proven_and_which_are_only_claimed(ada_s_work: User) -> None:
    claimed = Criterion.objects.get(uid="phase-1.why-cross-entropy")
    answer_criterion(learner=ada_s_work, criterion=claimed, answer=CriterionMark.Answer.YES)
    standings = {row["criterion"]: row for row in document_of(ada_s_work)["criteria"]}
    assert {uid: row["status"] for uid, row in standings.items()} == {
        "phase-1.why-cross-entropy": "claimed",
        "phase-3.backprop-by-hand": "proven",
        "phase-3.can-build-mlp": "proven",
        "phase-3.debug-model": "not_yet",
        "phase-4.explain-attention": "claimed",  # and signed off, which is a row of its own
    }
    [proof] = standings["phase-3.backprop-by-hand"]["proofs"]
    assert (proof["slug"], proof["digest"]) == ("two-layer-backprop", "0123456789abcdef")
    assert standings["phase-1.why-cross-entropy"]["proofs"] == []


def test_no_secret_is_in_it(ada_s_work: User) -> None:
    text = json.dumps(document_of(ada_s_work))
    assert ada_s_work.password not in text
    assert StudyPlan.objects.get().feed_token not in text
    assert 'attempt"' not in text
    assert "ada-s-session" not in text
    key = ApiToken.objects.get()
    assert key.name in text
    assert key.token_key not in text
    assert key.digest not in text
    assert Token.objects.get().hash not in text


def test_each_submission_is_a_file_as_it_was_typed(ada_s_work: User) -> None:
    with ZipFile(archive_of(ada_s_work)) as archive:
        [name] = [name for name in archive.namelist() if name.startswith("submissions/")]
        assert name.startswith("submissions/two-layer-backprop/001-")
        assert name.endswith("-passed.py")
        assert archive.read(name).decode() == "def loss_and_gradients(): ...  # → ∂L"


def test_another_person_s_rows_are_not(ada_s_work: User, carl: User) -> None:
    assert [row["model"] for row in document_of(carl)["rows"]] == ["accounts.user"]


def test_it_says_who_read_somebody_s_code_and_no_more_than_the_day(ada_s_work: User) -> None:
    [fields] = [
        row["fields"]
        for row in document_of(ada_s_work)["rows"]
        if row["model"] == "audit_log.auditentry" and row["fields"]["action"] == "code.read"
    ]
    assert fields["actor_name"] == ["Max"]
    assert fields["target_uid"] == "two-layer-backprop"
    assert "max@example.org" not in str(fields)
    assert not {"at", "request_id", "actor"} & set(fields)
