"""Badges: signed, verified with the site's public key, and revoked when a regrade reopens the checkpoint."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django import Settings as SettingsWrapper

from accounts.models import User
from curriculum.models import Checkpoint, Criterion
from exercises.models import Exercise, StageChoice, Submission, VerdictChoice
from exercises.submissions.proof_changes import proof_changed
from lib.errors import RefusedError
from progress.checkpoints.actions import answer_criterion
from progress.checkpoints.models import CriterionMark
from proof.actions import NOT_PROVEN, PAGE_FIRST, TOO_MANY_TODAY, close_page, issue_badge, publish_page
from proof.models import Badge, EvidencePage
from proof.signing_key import WRONG_KEY, issuer, private_pem
from proof.tests.conftest import GATE
from proof.tests.verifier import NotVerifiedError, verify


@pytest.fixture
def badge(ada: User, page: EvidencePage) -> Badge:
    return issue_badge(learner=ada, checkpoint=GATE)


def fetch(url: str) -> str:
    """From the site itself."""
    return Client().get(url.removeprefix(settings.SITE_ROOT)).text


def did_document() -> dict[str, Any]:
    return dict(json.loads(fetch(f"{settings.SITE_ROOT}/.well-known/did.json")))


def download(page: EvidencePage, badge: Badge, form: str) -> str:
    return Client().get(reverse("proof:badge", args=[page.token, badge.uid, form])).text


def overturn(submission: Submission, capture: DjangoCaptureOnCommitCallbacks) -> None:
    """As a regrade does."""
    Submission.objects.filter(pk=submission.pk).update(verdict=VerdictChoice.FAILED)
    with capture(execute=True):
        proof_changed(submission.learner, submission.exercise_id)


def test_a_badge_is_verified_by_the_steps_of_the_specification(page: EvidencePage, badge: Badge) -> None:
    credential = verify(download(page, badge, "jwt"), did_document(), fetch)
    achievement = credential["credentialSubject"]["achievement"]
    assert achievement["name"].endswith("2 of 3 criteria proven")
    assert credential["credentialSubject"]["identifier"][0]["identityHash"] == "Ada L."
    assert len(credential["evidence"]) == 2
    assert "grader digest fedcba9876543210" in credential["evidence"][0]["narrative"]
    assert credential["issuer"]["id"] == issuer()


def test_the_json_download_holds_the_same_credential(page: EvidencePage, badge: Badge) -> None:
    document = json.loads(download(page, badge, "json"))
    assert document["type"] == "EnvelopedVerifiableCredential"
    assert document["id"] == f"data:application/vc+jwt,{badge.token}"


def test_no_other_form_of_it_is_found(page: EvidencePage, badge: Badge) -> None:
    assert Client().get(reverse("proof:badge", args=[page.token, badge.uid, "pdf"])).status_code == 404


def test_it_says_nothing_else_about_the_person(badge: Badge, ada: User) -> None:
    payload = base64.urlsafe_b64decode(badge.token.split(".")[1] + "==").decode()
    assert ada.email not in payload
    assert str(ada.uid) not in payload


def test_a_tampered_badge_fails(badge: Badge) -> None:
    header, payload, signature = badge.token.split(".")
    forged = base64.urlsafe_b64decode(payload + "==").replace(b"Ada L.", b"Eve L.")
    assert b"Eve L." in forged
    token = ".".join([header, base64.urlsafe_b64encode(forged).decode().rstrip("="), signature])
    with pytest.raises(NotVerifiedError, match="the signature is wrong"):
        verify(token, did_document(), fetch)


def test_a_badge_of_another_key_fails(badge: Badge, ada: User, tmp_path: Path, settings: SettingsWrapper) -> None:
    settings.BADGE_KEY_FILE = str(tmp_path / "other.pem")
    with pytest.raises(NotVerifiedError, match="the signature is wrong"):
        verify(badge.token, did_document(), fetch)


def test_a_regrade_that_reopens_the_checkpoint_revokes_it(
    page: EvidencePage,
    badge: Badge,
    passes: list[Submission],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    token = download(page, badge, "jwt")
    overturn(passes[0], django_capture_on_commit_callbacks)
    with pytest.raises(NotVerifiedError, match="revoked"):
        verify(token, did_document(), fetch)
    assert Client().get(reverse("proof:badge", args=[page.token, badge.uid, "jwt"])).status_code == 404


def test_a_revoked_badge_stays_revoked_when_its_account_is_deleted(ada: User, badge: Badge) -> None:
    publish_page(learner=ada, name="Countess", is_listed=False, code_of=[])
    issue_badge(learner=ada, checkpoint=GATE)  # it replaces the first
    ada.delete()
    with pytest.raises(NotVerifiedError, match="revoked"):
        verify(badge.token, did_document(), fetch)


def test_a_badge_outlives_its_account(ada: User, badge: Badge) -> None:
    ada.delete()
    assert verify(badge.token, did_document(), fetch)


def test_a_badge_with_an_earlier_name_is_shown_to_nobody(
    ada: User, page: EvidencePage, badge: Badge, client_of: Callable[[User], Client]
) -> None:
    address = reverse("proof:badge", args=[page.token, badge.uid, "jwt"])
    assert address in Client().get(page.get_absolute_url()).text
    publish_page(learner=ada, name="Countess", is_listed=False, code_of=[])
    assert address not in Client().get(page.get_absolute_url()).text
    assert address not in client_of(ada).get(reverse("proof:edit_page")).text
    assert Client().get(address).status_code == 404


def test_another_pass_keeps_it_valid(
    badge: Badge,
    passes: list[Submission],
    ada: User,
    run: Callable[..., Submission],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    run(passes[0].exercise, ada)
    overturn(passes[0], django_capture_on_commit_callbacks)
    assert verify(badge.token, did_document(), fetch)


def test_somebody_else_s_regrade_revokes_nothing(
    badge: Badge,
    passes: list[Submission],
    carl: User,
    run: Callable[..., Submission],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    overturn(run(passes[0].exercise, carl), django_capture_on_commit_callbacks)
    assert verify(badge.token, did_document(), fetch)


def test_it_needs_every_pass_that_an_exercise_can_give(ada: User, page: EvidencePage, passes: list[Submission]) -> None:
    passes[0].delete()
    with pytest.raises(RefusedError, match=NOT_PROVEN):
        issue_badge(learner=ada, checkpoint=GATE)


def test_claims_alone_give_no_badge_where_no_exercise_could_prove_them(
    ada: User, page: EvidencePage, passes: list[Submission]
) -> None:
    Submission.objects.all().delete()
    Exercise.objects.update(retired=True)
    for criterion in Criterion.objects.filter(checkpoint__uid=GATE):
        answer_criterion(learner=ada, criterion=criterion, answer=CriterionMark.Answer.YES)
    with pytest.raises(RefusedError, match=NOT_PROVEN):
        issue_badge(learner=ada, checkpoint=GATE)


def test_it_needs_no_pass_of_an_exercise_in_beta(ada: User, page: EvidencePage, passes: list[Submission]) -> None:
    criterion = passes[0].exercise.criteria.get()
    criterion.exercises.update(stage=StageChoice.BETA)
    Checkpoint.objects.filter(uid=GATE).update(badge_share=1)
    passes[0].delete()
    assert len(issue_badge(learner=ada, checkpoint=GATE).criteria) == 1


def test_it_needs_a_public_page(ada: User, page: EvidencePage) -> None:
    close_page(learner=ada)
    with pytest.raises(RefusedError, match=PAGE_FIRST):
        issue_badge(learner=ada, checkpoint=GATE)


def test_the_same_badge_is_made_once(ada: User, badge: Badge) -> None:
    assert issue_badge(learner=ada, checkpoint=GATE) == badge


def test_a_new_name_replaces_the_badge(ada: User, badge: Badge) -> None:
    publish_page(learner=ada, name="A. Lovelace", is_listed=False, code_of=[])
    newer = issue_badge(learner=ada, checkpoint=GATE)
    assert verify(newer.token, did_document(), fetch)
    with pytest.raises(NotVerifiedError, match="revoked"):
        verify(badge.token, did_document(), fetch)


def test_a_badge_from_before_another_criterion_was_proven_is_replaced(ada: User, badge: Badge) -> None:
    Badge.objects.update(criteria=badge.criteria[:1])
    newer = issue_badge(learner=ada, checkpoint=GATE)
    assert newer.criteria == badge.criteria
    with pytest.raises(NotVerifiedError, match="revoked"):
        verify(badge.token, did_document(), fetch)


def test_a_status_list_that_does_not_exist_is_not_found(badge: Badge) -> None:
    assert Client().get(reverse("proof:status_list", args=[badge.status_list + 1])).status_code == 404


@pytest.mark.parametrize(("number", "status"), [(0, 200), (1, 404)])
def test_a_site_without_badges_has_the_first_status_list_only(db: None, number: int, status: int) -> None:
    assert Client().get(reverse("proof:status_list", args=[number])).status_code == status


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path, settings: SettingsWrapper) -> None:
    settings.BADGE_KEY_FILE = str(tmp_path / "keys" / "badge.pem")
    pem = private_pem()
    file = tmp_path / "keys" / "badge.pem"
    assert file.read_bytes() == pem == private_pem()
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["badge.pem"]


def test_a_key_of_another_kind_is_refused(tmp_path: Path, settings: SettingsWrapper) -> None:
    file = tmp_path / "badge.pem"
    key = ec.generate_private_key(ec.SECP256R1())
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    settings.BADGE_KEY_FILE = str(file)
    with pytest.raises(ValueError, match=WRONG_KEY):
        private_pem()


def test_only_so_many_badges_are_made_a_day_and_the_last_one_stays_valid(
    page: EvidencePage, badge: Badge, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proof.actions.MAX_A_DAY", 2)
    publish_page(learner=ada, name="Countess", is_listed=False, code_of=[])
    second = issue_badge(learner=ada, checkpoint=GATE)
    publish_page(learner=ada, name="A. Lovelace", is_listed=False, code_of=[])
    with pytest.raises(RefusedError, match=TOO_MANY_TODAY):
        issue_badge(learner=ada, checkpoint=GATE)
    second.refresh_from_db()
    assert second.revoked_at is None
    Badge.objects.update(issued_at=timezone.now() - timedelta(days=1))
    assert issue_badge(learner=ada, checkpoint=GATE).name == "A. Lovelace"
