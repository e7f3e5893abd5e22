"""A mentor signs off, says what is missing, and takes a sign-off back; and what was read is what is decided about."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.person_context import PersonContext
from cohorts.sign_offs import actions
from cohorts.sign_offs.actions import STALE
from cohorts.sign_offs.models import SignOff, SignOffDecision, SignOffState
from cohorts.tests.conftest import Learner
from cohorts.tests.sign_offs import EXPLAIN, FINE_TUNE, ask, decide, state_of, version_of
from curriculum.models import Criterion
from lib.errors import RefusedError
from notices.models import Notice, Webhook, WebhookDelivery

ClientOf = Callable[[User], Client]
LIST = "/cohorts/spring/sign-offs/"
CHECKPOINT = "/checkpoints/phase-4-checkpoint/"

pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def sign_off(ada: User, emmy: User) -> SignOff:
    return ask(ada)


def post(client: Client, sign_off: SignOff, mentor: User, outcome: str, **fields: Any) -> str:
    new = {"outcome": outcome, "base": version_of(mentor, sign_off), "text": ""} | fields
    return client.post(f"{sign_off.get_absolute_url()}decide/", new, follow=True).text


def test_a_mentor_signs_off_in_the_list_and_the_learner_reads_it(
    ada: User, emmy: User, sign_off: SignOff, client_of: ClientOf
) -> None:
    client = client_of(emmy)
    assert f"/sign-offs/{sign_off.uid}/decide/" in client.get(LIST).text
    page = post(client, sign_off, emmy, "approved", next="list")
    assert f"/sign-offs/{sign_off.uid}/decide/" not in page
    assert sign_off.get_absolute_url() in client.get(f"{LIST}?state=decided").text
    notice = Notice.objects.get(person=ada)
    assert "Emmy" not in notice.sentence
    assert not Notice.objects.filter(person=emmy).exists()  # it waits for nobody any more
    assert SignOffState.APPROVED.sign_and_word in client_of(ada).get(CHECKPOINT).text
    assert "Emmy" in client_of(ada).get(sign_off.get_absolute_url()).text
    notice.refresh_from_db()
    assert notice.read_at


def test_the_learner_reads_what_is_missing_and_asks_again(
    ada: User, emmy: User, sign_off: SignOff, client_of: ClientOf
) -> None:
    page = post(client_of(emmy), sign_off, emmy, "missing")
    assert actions.NO_REASON in page
    post(client_of(emmy), sign_off, emmy, "missing", text="Show the *scale*.")
    page = client_of(ada).get(sign_off.get_absolute_url()).text
    assert "<em>scale</em>" in page
    assert f"/sign-offs/request/{EXPLAIN}/" in page
    assert f"/sign-offs/request/{EXPLAIN}/" in client_of(ada).get(CHECKPOINT).text


def test_a_sign_off_can_be_revoked_with_a_reason_and_given_again(emmy: User, sign_off: SignOff) -> None:
    decide(emmy, sign_off)
    with pytest.raises(RefusedError, match=actions.NO_REASON_TO_REVOKE):
        decide(emmy, sign_off, SignOffState.REVOKED, " \n")
    decide(emmy, sign_off, SignOffState.REVOKED, "It was copied.")
    assert state_of(sign_off) == SignOffState.REVOKED
    decide(emmy, sign_off)
    assert state_of(sign_off) == SignOffState.APPROVED
    assert sign_off.decisions.count() == 3


def test_a_request_gets_only_so_many_decisions(emmy: User, sign_off: SignOff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MAX_DECISIONS", 2)
    decide(emmy, sign_off)
    decide(emmy, sign_off, SignOffState.REVOKED, "It was copied.")
    with pytest.raises(RefusedError, match=actions.TOO_MANY_DECISIONS):
        decide(emmy, sign_off)
    assert state_of(sign_off) == SignOffState.REVOKED


def test_a_mentor_can_undo_their_own_decision(
    ada: User, emmy: User, lena: User, sign_off: SignOff, client_of: ClientOf
) -> None:
    client = client_of(emmy)
    page = post(client, sign_off, emmy, "approved")
    token = page.split('name="undo_token" value="')[1].split('"')[0]
    assert client_of(lena).post("/sign-offs/decisions/undo/", {"undo_token": token}).status_code == 403
    client.post("/sign-offs/decisions/undo/", {"undo_token": token})
    assert state_of(sign_off) == SignOffState.WAITING
    assert not Notice.objects.filter(person=ada).exists()
    assert set(Notice.objects.values_list("person", flat=True)) == {emmy.pk, lena.pk}
    assert client.post("/sign-offs/decisions/undo/", {"undo_token": token}, follow=True).status_code == 200


def test_a_decision_cannot_be_undone_after_a_newer_one(emmy: User, lena: User, sign_off: SignOff) -> None:
    _, token = decide(emmy, sign_off)
    decide(lena, sign_off, SignOffState.REVOKED, "Too soon.")
    with pytest.raises(RefusedError, match=actions.NOT_NEWEST):
        actions.undo_decision(person=emmy, undo_token=token)
    assert state_of(sign_off) == SignOffState.REVOKED


def test_the_learners_webhooks_hear_of_it_without_the_mentors_words(ada: User, emmy: User, sign_off: SignOff) -> None:
    for person in (ada, emmy):
        Webhook.objects.create(person=person, url="https://example.org/")
    _, token = decide(emmy, sign_off, SignOffState.MISSING, "An example.")
    actions.undo_decision(person=emmy, undo_token=token)
    deliveries = WebhookDelivery.objects.order_by("pk")
    assert [delivery.webhook.person for delivery in deliveries] == [ada, ada]
    assert [json.loads(delivery.body)["data"]["state"] for delivery in deliveries] == ["missing", "waiting"]
    assert "Emmy" not in deliveries[0].body
    assert "An example." not in deliveries[0].body


def test_of_two_mentors_with_the_same_page_the_first_decides(
    emmy: User, lena: User, sign_off: SignOff, client_of: ClientOf
) -> None:
    base = version_of(emmy, sign_off)
    post(client_of(lena), sign_off, lena, "approved")
    page = post(client_of(emmy), sign_off, emmy, "missing", text="An example.", base=base)
    assert STALE in page
    assert "An example.</textarea>" in page
    assert "Lena" in page
    assert SignOffDecision.objects.get().mentor == lena


def test_a_double_click_decides_once(emmy: User, sign_off: SignOff, client_of: ClientOf) -> None:
    base = version_of(emmy, sign_off)
    for _ in range(2):
        assert STALE not in post(client_of(emmy), sign_off, emmy, "approved", base=base)
    assert SignOffDecision.objects.count() == 1


def test_a_reworded_criterion_must_be_read_before_deciding(
    ada: User, emmy: User, sign_off: SignOff, client_of: ClientOf
) -> None:
    base, before = version_of(emmy, sign_off), sign_off.criterion.text
    _reword("Can you explain attention to a child?")
    with pytest.raises(RefusedError, match=STALE):
        actions.decide_sign_off(
            person=emmy, sign_off=sign_off, outcome=SignOffState.APPROVED, text="", base=base
        )  # fmt: skip
    decide(emmy, sign_off)
    assert sign_off.decisions.get().criterion_text != before
    assert not PersonContext(ada).sign_offs[sign_off.criterion_id].is_reworded
    _reword("Can you explain attention to your cat?")
    assert PersonContext(ada).sign_offs[sign_off.criterion_id].is_reworded
    page = client_of(emmy).get(sign_off.get_absolute_url()).text
    assert "to a child?" in page
    assert "to your cat?" in page


def test_nobody_signs_off_their_own_request(grace: User, spring: Cohort, client_of: ClientOf) -> None:
    Membership.objects.create(cohort=spring, user=grace, role=CohortRole.LEARNER)
    own_request = ask(grace)
    with pytest.raises(PermissionDenied):
        decide(grace, own_request)
    assert client_of(grace).post(f"{own_request.get_absolute_url()}decide/", {"outcome": "approved"}).status_code == 404
    assert "/decide/" not in client_of(grace).get(own_request.get_absolute_url()).text


def test_a_former_mentor_has_no_access(emmy: User, lena: User, sign_off: SignOff, client_of: ClientOf) -> None:
    decide(emmy, sign_off)
    Membership.objects.filter(user=emmy).delete()
    for path in ("", "file/"):
        assert client_of(emmy).get(f"{sign_off.get_absolute_url()}{path}").status_code == 404
    with pytest.raises(PermissionDenied):
        decide(emmy, sign_off, SignOffState.REVOKED, "No.")
    assert state_of(sign_off) == SignOffState.APPROVED
    emmy.delete()
    assert "A former mentor" in client_of(lena).get(sign_off.get_absolute_url()).text


def test_a_former_learner_keeps_the_sign_off_privately(
    ada: User, emmy: User, sign_off: SignOff, client_of: ClientOf
) -> None:
    _, token = decide(emmy, sign_off)
    Membership.objects.filter(user=ada).delete()
    assert client_of(emmy).get(sign_off.get_absolute_url()).status_code == 404
    assert sign_off.get_absolute_url() not in client_of(emmy).get(f"{LIST}?state=decided").text
    with pytest.raises(PermissionDenied):
        actions.undo_decision(person=emmy, undo_token=token)
    page = client_of(ada).get(CHECKPOINT).text
    assert SignOffState.APPROVED.sign_and_word in page
    assert "/sign-offs/request/" not in page


def test_nobody_decides_in_an_archived_cohort(emmy: User, sign_off: SignOff, client_of: ClientOf) -> None:
    Cohort.objects.update(archived_at=timezone.now())
    assert "/decide/" not in client_of(emmy).get(LIST).text
    page = post(client_of(emmy), sign_off, emmy, "missing", text="An example.")
    assert actions.COHORT_ARCHIVED in page
    assert state_of(sign_off) == SignOffState.WAITING


def test_nobody_decides_about_a_withdrawn_request(emmy: User, sign_off: SignOff) -> None:
    base = version_of(emmy, sign_off)
    actions.withdraw_sign_off(person=sign_off.learner, sign_off=sign_off)
    with pytest.raises(PermissionDenied):
        actions.decide_sign_off(person=emmy, sign_off=sign_off, outcome=SignOffState.APPROVED, text="", base=base)


@pytest.mark.parametrize("outcome", ["waiting", "proven", "", "approved\n"])
def test_unknown_outcomes_are_rejected(emmy: User, sign_off: SignOff, client_of: ClientOf, outcome: str) -> None:
    post(client_of(emmy), sign_off, emmy, outcome)
    assert state_of(sign_off) == SignOffState.WAITING


def test_the_oldest_request_comes_first_and_the_number_of_queries_does_not_grow(
    ada: User, emmy: User, sign_off: SignOff, new_learner: Learner, spring: Cohort, client_of: ClientOf
) -> None:
    client, counts = client_of(emmy), []
    client.get(LIST)
    for names in (["Bo Li"], ["Cy Ek", "Di Om", "Ed Ro"]):
        for learner in (new_learner(spring, name) for name in names):
            ask(learner, file=("a.md", b"# A"))
            decide(emmy, ask(learner, criterion=FINE_TUNE), SignOffState.MISSING, "More.")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(LIST).text
            client.get(f"{LIST}?state=decided")
        counts.append(len(queries))
        assert not any("content" in query["sql"] for query in queries.captured_queries)
    assert counts[0] == counts[1]
    assert page.index("Ada: ") < page.index("Bo Li: ")


def _reword(text: str) -> None:
    criterion = Criterion.objects.get(uid=EXPLAIN)
    criterion.text = text
    criterion.save()
