"""Mentors grant exceptions from the marks, with a reason and a history. The learners are told."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import User
from audit_log.models import AuditEntry
from cohorts.cohort.models import Cohort, Membership
from cohorts.marks.exceptions import (
    NOT_FOR_YOURSELF,
    ExceptionTerms,
    grant_exception,
    restore_exception,
    tell_exceptions,
    undo_exception,
)
from cohorts.marks.forms import LEARNER_LEFT, NEVER_DUE, NO_DATE, NO_DAYS, NO_LEARNERS, NOT_LATER
from cohorts.marks.models import MarkException, MarkRow, MarkScheme
from cohorts.tests.conftest import Learner
from cohorts.tests.marks import DAY, DUE, add_row, make_scheme, row_of
from lib.errors import RefusedError
from notices.models import Notice

ClientOf = Callable[[User], Client]
URL = "/cohorts/spring/marks/exceptions/"
THREE_DAYS = ExceptionTerms(extra_days=3, reason="Flu")

pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def scheme(spring: Cohort) -> MarkScheme:
    Membership.objects.update(joined_on=date(2026, 3, 2))
    return make_scheme(spring)


@pytest.fixture
def row(scheme: MarkScheme) -> MarkRow:
    return add_row(scheme, due_at=DUE)


def form(**fields: object) -> dict[str, object]:
    return {"uid": uuid4(), "who": "some", "row": "", "kind": "days", "days": 3, "due_at": "", "reason": "Flu"} | fields


def test_a_mentor_grants_more_days_in_one_form(ada: User, emmy: User, row: MarkRow, client_of: ClientOf) -> None:
    client = client_of(emmy)
    assert f'value="{ada.uid}" checked' in client.get(f"{URL}grant/?learner={ada.uid}").text
    page = client.post(f"{URL}grant/", form(learners=[ada.uid], row=row.uid), follow=True).text
    for text in ("Ada", "3 more days", "Flu", "Emmy"):
        assert text in page
    assert row_of(ada, row.scheme.cohort).due == DUE + 3 * DAY


def test_a_new_date_is_on_the_clocks_of_the_cohort(ada: User, emmy: User, row: MarkRow, client_of: ClientOf) -> None:
    client_of(emmy).post(f"{URL}grant/", form(learners=[ada.uid], kind="date", due_at="2026-04-20T12:00"))
    assert row_of(ada, row.scheme.cohort).due_text == "20 Apr 2026, 12:00"


def test_everybody_can_get_one(ada: User, emmy: User, row: MarkRow, client_of: ClientOf) -> None:
    client_of(emmy).post(f"{URL}grant/", form(who="all", reason="A power cut"))
    assert MarkException.objects.get().learner is None
    assert row_of(ada, row.scheme.cohort).is_extended


def test_chosen_learners_get_one_at_once_and_lose_it_at_once(
    ada: User, emmy: User, row: MarkRow, new_learner: Learner, client_of: ClientOf
) -> None:
    bo, cy = new_learner(row.scheme.cohort, "Bo"), new_learner(row.scheme.cohort, "Cy")
    Membership.objects.update(joined_on=date(2026, 3, 2))
    client = client_of(emmy)
    page = client.post(f"{URL}grant/", form(learners=[ada.uid, bo.uid], kind="excused"), follow=True).text
    assert "Ada and 1 other" in page
    assert [row_of(person, row.scheme.cohort).state for person in (ada, bo, cy)] == ["excused", "excused", "marked"]
    batch = MarkException.objects.first()
    assert batch
    client.post(f"{URL}{batch.batch}/undo/")
    assert {row_of(person, row.scheme.cohort).state for person in (ada, bo, cy)} == {"marked"}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, NO_LEARNERS),
        ({"who": "all", "days": ""}, NO_DAYS),
        ({"who": "all", "days": 400}, "Enter 365 or less."),
        ({"who": "all", "kind": "date"}, NO_DATE),
        ({"who": "all", "reason": ""}, "Fill this in."),
        ({"learners": [uuid4()]}, LEARNER_LEFT),
    ],
)
def test_wrong_input_is_explained_and_loses_nothing(
    emmy: User, row: MarkRow, client_of: ClientOf, fields: dict[str, object], message: str
) -> None:
    answer = client_of(emmy).post(f"{URL}grant/", form(**fields))
    assert answer.status_code == 200
    assert message in answer.text
    if fields.get("reason") != "":
        assert 'value="Flu"' in answer.text
    assert not MarkException.objects.exists()


def test_an_earlier_date_than_the_rows_own_is_refused(emmy: User, row: MarkRow, client_of: ClientOf) -> None:
    fields = form(who="all", kind="date", due_at="2026-04-01T12:00", row=row.uid)
    assert NOT_LATER in client_of(emmy).post(f"{URL}grant/", fields).text


def test_more_time_for_a_row_without_a_due_date_is_refused(emmy: User, row: MarkRow, client_of: ClientOf) -> None:
    MarkRow.objects.update(due_at=None)
    assert NEVER_DUE in client_of(emmy).post(f"{URL}grant/", form(who="all", row=row.uid)).text


def test_the_history_only_grows(ada: User, emmy: User, scheme: MarkScheme, row: MarkRow, client_of: ClientOf) -> None:
    batch = grant_exception(
        person=emmy, scheme=scheme, learners=[ada], row=row, terms=THREE_DAYS, batch=uuid4()
    )  # fmt: skip
    token = undo_exception(person=emmy, scheme=scheme, batch=batch)
    for _ in range(2):  # a second click grants nothing more
        restore_exception(person=emmy, scheme=scheme, undo_token=token)
    assert [item.is_undone for item in scheme.exceptions.order_by("pk")] == [True, False]
    page = client_of(emmy).get(URL).text
    assert page.count("3 more days") >= 2
    assert "Taken back by Emmy" in page
    assert "Taken back by Emmy" in client_of(ada).get(f"/cohorts/spring/marks/{ada.uid}/").text


def test_sending_the_same_form_twice_grants_it_once(ada: User, emmy: User, scheme: MarkScheme) -> None:
    batch = uuid4()
    for _ in range(2):
        grant_exception(person=emmy, scheme=scheme, learners=[ada], row=None, terms=THREE_DAYS, batch=batch)
    assert scheme.exceptions.count() == 1


def test_nobody_makes_an_exception_for_themselves(grace: User, scheme: MarkScheme) -> None:
    """An admin may learn in a cohort."""
    Membership.objects.create(cohort=scheme.cohort, user=grace)
    with pytest.raises(RefusedError, match=NOT_FOR_YOURSELF):
        grant_exception(person=grace, scheme=scheme, learners=[grace], row=None, terms=THREE_DAYS, batch=uuid4())


def test_a_learner_grants_nothing(ada: User, scheme: MarkScheme) -> None:
    with pytest.raises(PermissionDenied):
        grant_exception(person=ada, scheme=scheme, learners=None, row=None, terms=THREE_DAYS, batch=uuid4())


def test_the_learner_is_told_once(ada: User, emmy: User, scheme: MarkScheme, row: MarkRow) -> None:
    grant_exception(person=emmy, scheme=scheme, learners=[ada], row=row, terms=THREE_DAYS, batch=uuid4())
    assert (tell_exceptions(), tell_exceptions()) == (1, 0)
    notice = Notice.objects.get(person=ada)
    assert notice.sentence == f"Your marks in Spring: 3 more days for “{row.title}”."
    assert notice.link == f"/cohorts/spring/marks/{ada.uid}/"


def test_everybody_is_told_of_what_is_for_everybody(
    ada: User, emmy: User, scheme: MarkScheme, new_learner: Learner
) -> None:
    new_learner(scheme.cohort, "Bo")
    grant_exception(person=emmy, scheme=scheme, learners=None, row=None, terms=THREE_DAYS, batch=uuid4())
    assert tell_exceptions() == 2


def test_learners_who_do_not_see_their_marks_are_told_when_they_do(ada: User, emmy: User, scheme: MarkScheme) -> None:
    MarkScheme.objects.update(is_shown=False)
    grant_exception(person=emmy, scheme=scheme, learners=[ada], row=None, terms=THREE_DAYS, batch=uuid4())
    assert tell_exceptions() == 0
    MarkScheme.objects.update(is_shown=True)
    assert tell_exceptions() == 1


def test_whoever_has_read_of_it_is_told_when_it_is_taken_back(
    ada: User, emmy: User, scheme: MarkScheme, row: MarkRow, new_learner: Learner, client_of: ClientOf
) -> None:
    bo = new_learner(scheme.cohort, "Bo")
    batch = grant_exception(
        person=emmy, scheme=scheme, learners=[ada, bo], row=None, terms=THREE_DAYS, batch=uuid4()
    )  # fmt: skip
    tell_exceptions()
    client_of(ada).get(f"/cohorts/spring/marks/{ada.uid}/")  # reading the page is reading the notice
    undo_exception(person=emmy, scheme=scheme, batch=batch)
    assert tell_exceptions() == 1
    assert "taken back: 3 more days" in Notice.objects.unread().get(person=ada).sentence
    assert not Notice.objects.filter(person=bo).exists()


def test_it_goes_with_the_learners_account_and_stays_without_the_writers_name(
    ada: User, emmy: User, scheme: MarkScheme, new_learner: Learner
) -> None:
    bo = new_learner(scheme.cohort, "Bo")
    grant_exception(person=emmy, scheme=scheme, learners=[ada, bo], row=None, terms=THREE_DAYS, batch=uuid4())
    ada.delete()
    emmy.delete()
    item = MarkException.objects.get()
    assert (item.learner, item.writer, item.reason) == (bo, None, "Flu")


def test_the_audit_log_says_what_was_granted_for_which_row_and_not_why(
    ada: User, emmy: User, row: MarkRow, client_of: ClientOf
) -> None:
    client = client_of(emmy)
    client.post(f"{URL}grant/", form(learners=[ada.uid], row=row.uid))
    client.post(f"{URL}{MarkException.objects.get().batch}/undo/")
    client.post(f"{URL}grant/", form(who="all", kind="excused"))
    entries = AuditEntry.objects.filter(action__startswith="marks.exception").order_by("pk")
    facts = [{name: value for name, value in entry.fields.items() if name != "batch"} for entry in entries]
    of_row = {"row": f"{row.title} ({row.kind})", "days": 3}
    assert facts == [of_row, of_row, {"row": "all", "excused": True}]
    assert not any("Flu" in str(entry.fields) for entry in entries)


def test_whoever_was_chosen_is_the_first_in_the_list(
    ada: User, emmy: User, row: MarkRow, new_learner: Learner, client_of: ClientOf
) -> None:
    zoe = new_learner(row.scheme.cohort, "Zoe")
    page = client_of(emmy).get(f"{URL}grant/?learner={zoe.uid}").text
    assert page.index(str(zoe.uid)) < page.index(str(ada.uid))
