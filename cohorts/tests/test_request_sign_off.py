"""A learner asks a mentor to sign off what no exercise can prove, and never has to wait for it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.permissions import NOBODY_READS
from cohorts.sign_offs import actions
from cohorts.sign_offs.actions import delete_withdrawn_sign_offs
from cohorts.sign_offs.files import MAX_FILE_BYTES, TOO_LARGE, WRONG_CONTENT
from cohorts.sign_offs.models import SignOff, SignOffFile, SignOffState
from cohorts.tests.sign_offs import EXPLAIN, FINE_TUNE, PDF, PROVABLE, ask, decide, state_of
from curriculum.models import Criterion
from lib.errors import RefusedError
from notices.models import Notice
from progress.checkpoints.models import CriterionMark
from progress.checkpoints.page import checkpoint_page

ClientOf = Callable[[User], Client]
FORM = f"/sign-offs/request/{EXPLAIN}/"
CHECKPOINT = "/checkpoints/phase-4-checkpoint/"

pytestmark = pytest.mark.usefixtures("roadmap", "emmy")


def send(client: Client, **fields: Any) -> str:
    return client.post(FORM, {"text": "", "link": "", "uid": str(uuid4())} | fields, follow=True).text


def test_a_learner_asks_with_a_text_a_link_and_a_file(ada: User, client_of: ClientOf) -> None:
    page = send(
        client_of(ada), text="*Queries* ask.", link="https://example.org/talk",
        file=SimpleUploadedFile("notes.pdf", PDF),
    )  # fmt: skip
    sign_off = SignOff.objects.get()
    assert (sign_off.link, sign_off.file.name, bytes(sign_off.file.content)) == (
        "https://example.org/talk", "notes.pdf", PDF,
    )  # fmt: skip
    assert "<em>Queries</em>" in page
    assert "/file/" in page
    assert SignOffState.WAITING.sign_and_word in page


def test_it_notifies_mentors_and_withdrawing_removes_the_notice(ada: User, emmy: User) -> None:
    sign_off = ask(ada)
    notice = Notice.objects.get(person=emmy)
    assert notice.link == sign_off.get_absolute_url()
    assert "Ada" not in notice.sentence
    sign_off.delete()
    assert not Notice.objects.exists()


def test_asking_claims_the_criterion_and_nothing_more(ada: User) -> None:
    ask(ada)
    page = checkpoint_page(ada, "phase-4-checkpoint")
    assert page is not None
    assert {line.criterion.uid: line.status for line in page.criteria}[EXPLAIN] == "claimed"
    CriterionMark.objects.update(answer="not_yet")
    ask(ada, criterion=FINE_TUNE)
    assert CriterionMark.objects.get(criterion__uid=EXPLAIN).answer == "not_yet"


def test_the_page_of_the_checkpoint_links_to_the_form_and_then_shows_the_state(ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    page = client.get(CHECKPOINT).text
    assert FORM in page
    assert f"/sign-offs/request/{PROVABLE}/" not in page
    sign_off = ask(ada)
    page = client.get(CHECKPOINT).text
    assert FORM not in page
    assert sign_off.get_absolute_url() in page
    assert SignOffState.WAITING.sign_and_word in page


def test_without_a_mentor_there_is_no_link_and_no_form(carl: User, client_of: ClientOf) -> None:
    client = client_of(carl)
    assert "/sign-offs/" not in client.get(CHECKPOINT).text
    assert "<textarea" not in client.get(FORM).text
    assert NOBODY_READS in send(client, text="Queries ask.").replace("&#x27;", "'")
    assert not SignOff.objects.exists()


def test_a_rejected_form_keeps_its_input(ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    page = send(client, text="My words", link="ftp://example.org/a", file=SimpleUploadedFile("a.pdf", PDF))
    assert "My words</textarea>" in page
    assert 'value="ftp://example.org/a"' in page
    assert "“a.pdf”" in page  # a browser doesn't send it again by itself
    for link in ("javascript:alert(1)", "//evil", "httpx://evil", "https://" + "a" * 500 + ".org"):
        assert 'aria-invalid="true"' in send(client, text="x", link=link)
    assert actions.NO_EVIDENCE in send(client)
    assert actions.NO_EVIDENCE in send(client, text=" \n ")
    assert "4,000" in send(client, text="x" * 4_001)
    assert not SignOff.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.pdf", b"PK\x03\x04", WRONG_CONTENT.format(suffix=".pdf")),
        ("a.pdf", b"", "empty"),
        ("a.txt", b"x" * (MAX_FILE_BYTES + 1), TOO_LARGE),
    ],
)
def test_invalid_evidence_gets_an_error_at_its_field(
    ada: User, client_of: ClientOf, name: str, content: bytes, problem: str
) -> None:
    assert problem in send(client_of(ada), file=SimpleUploadedFile(name, content))
    assert not SignOff.objects.exists()


def test_a_huge_file_is_not_received(ada: User, client_of: ClientOf) -> None:
    answer = client_of(ada).post(FORM, {"file": SimpleUploadedFile("a.txt", b"x" * 7 * 2**20)})
    assert answer.status_code == 413


def test_a_double_click_asks_once(ada: User, client_of: ClientOf) -> None:
    client, uid = client_of(ada), str(uuid4())
    for _ in range(2):
        assert SignOffState.WAITING.sign_and_word in send(client, text="Queries ask.", uid=uid)
    assert actions.STILL_WAITING in send(client, text="Something else.", uid=uid)
    assert SignOff.objects.get().text == "Queries ask."


def test_another_learners_uid_creates_a_new_request(ada: User, carl: User, emmy: User) -> None:
    request_of_ada = ask(ada)
    cohort = Cohort.objects.get()
    Membership.objects.create(cohort=cohort, user=carl, role=CohortRole.LEARNER)
    request_of_carl = actions.request_sign_off(
        person=carl, criterion=Criterion.objects.get(uid=EXPLAIN), cohort=cohort,
        evidence=actions.SignOffEvidence(text=request_of_ada.text), uid=request_of_ada.uid,
    )  # fmt: skip
    assert request_of_carl.uid != request_of_ada.uid
    assert request_of_carl.learner == carl


def test_provable_criteria_take_no_sign_off(ada: User) -> None:
    with pytest.raises(RefusedError, match=actions.PROVABLE):
        ask(ada, criterion=PROVABLE)


def test_a_retired_criterion_takes_no_request(ada: User, client_of: ClientOf) -> None:
    Criterion.objects.filter(uid=EXPLAIN).update(retired=True)
    with pytest.raises(RefusedError, match=actions.NOT_ASKED):
        ask(ada)
    assert client_of(ada).get(FORM).status_code == 404
    assert client_of(ada).get("/sign-offs/request/nothing/").status_code == 404


def test_asking_again_works_after_missing_but_not_after_approval(ada: User, emmy: User) -> None:
    decide(emmy, ask(ada), SignOffState.MISSING, "An example.")
    again = ask(ada, text="Now with an example.")
    decide(emmy, again)
    with pytest.raises(RefusedError, match=actions.ALREADY_APPROVED):
        ask(ada)
    Criterion.objects.filter(uid=EXPLAIN).update(text="Can you explain attention to a child?")
    assert ask(ada) != again


def test_nobody_asks_in_archived_or_foreign_cohorts(ada: User, spring: Cohort) -> None:
    other_cohort = Cohort.objects.create(slug="other", title="Other", started_on="2026-03-02")
    with pytest.raises(RefusedError, match=NOBODY_READS):
        ask(ada, cohort=other_cohort)
    Cohort.objects.filter(pk=spring.pk).update(archived_at=timezone.now())
    with pytest.raises(RefusedError, match=NOBODY_READS):
        ask(ada, cohort=spring)


def test_a_learner_of_two_cohorts_chooses_whose_mentors_decide(
    ada: User, spring: Cohort, carl: User, client_of: ClientOf
) -> None:
    autumn = Cohort.objects.create(slug="autumn", title="Autumn", started_on="2026-09-07")
    Membership.objects.create(cohort=autumn, user=ada, role=CohortRole.LEARNER)
    Membership.objects.create(cohort=autumn, user=carl, role=CohortRole.MENTOR)
    client = client_of(ada)
    assert 'name="cohort"' in send(client, text="Queries ask.")
    assert not SignOff.objects.exists()
    send(client, text="Queries ask.", cohort="spring")
    assert SignOff.objects.get().cohort == spring
    assert not Notice.objects.filter(person=carl).exists()


def test_requests_and_files_are_bounded(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SignOffFile, "MAX_TOTAL_BYTES", len(PDF) + 1)
    ask(ada, file=("a.pdf", PDF))
    with pytest.raises(RefusedError, match="MiB"):
        ask(ada, criterion=FINE_TUNE, file=("a.pdf", PDF))
    assert SignOff.objects.count() == 1
    monkeypatch.setattr(actions, "MAX_A_DAY", 1)
    with pytest.raises(RefusedError, match=actions.TOO_MANY_TODAY):
        ask(ada, criterion=FINE_TUNE)


def test_a_withdrawn_request_is_hidden_restored_and_deleted_a_day_later(
    ada: User, emmy: User, client_of: ClientOf
) -> None:
    sign_off, client = ask(ada, file=("a.pdf", PDF)), client_of(ada)
    page = client.post(f"{sign_off.get_absolute_url()}withdraw/", follow=True).text
    assert client_of(emmy).get(sign_off.get_absolute_url()).status_code == 404
    assert client_of(emmy).get(f"{sign_off.get_absolute_url()}file/").status_code == 404
    assert not Notice.objects.exists()
    assert FORM in client.get(CHECKPOINT).text
    token = page.split('name="undo_token" value="')[1].split('"')[0]
    client.post("/sign-offs/restore/", {"undo_token": token})
    assert client_of(emmy).get(sign_off.get_absolute_url()).status_code == 200
    assert Notice.objects.filter(person=emmy).count() == 1
    client.post(f"{sign_off.get_absolute_url()}withdraw/")
    assert delete_withdrawn_sign_offs() == 0
    SignOff.objects.update(withdrawn_at=timezone.now() - timedelta(days=1, minutes=1))
    assert delete_withdrawn_sign_offs() == 2
    assert not SignOffFile.objects.exists()
    assert "can’t undo" in client.post("/sign-offs/restore/", {"undo_token": "x"}, follow=True).text


def test_a_withdrawn_sign_off_goes_with_its_request(ada: User, emmy: User) -> None:
    sign_off = ask(ada)
    decide(emmy, sign_off)
    token = actions.withdraw_sign_off(person=ada, sign_off=sign_off)
    again = ask(ada)
    restored = actions.restore_sign_off(person=ada, undo_token=token)
    assert (state_of(restored), state_of(again)) == (SignOffState.APPROVED, SignOffState.WAITING)


def test_the_number_of_queries_is_the_same_for_one_request_and_for_all(
    ada: User, emmy: User, client_of: ClientOf
) -> None:
    client, counts = client_of(ada), []
    client.get(CHECKPOINT)
    for criterion in (EXPLAIN, FINE_TUNE):
        decide(emmy, ask(ada, criterion=criterion))
        with CaptureQueriesContext(connection) as queries:
            client.get(CHECKPOINT)
        counts.append(len(queries))
    assert counts[0] == counts[1]
