"""Accounts are erased some days after a term if an admin chose so, everybody was told in time, and nobody objects."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts.models import ADMIN_ROLES, Role, User
from audit_log.models import AuditEntry
from audit_log.names import AuditAction
from cohorts.cohort.actions import edit_cohort, set_archived
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.term_end.actions import archive_ended
from cohorts.term_end.rules import end_sentence
from notices.models import Notice
from personal_data.erasure.actions import erase_account
from personal_data.term_end import actions
from personal_data.term_end.actions import (
    WARNING,
    erase_after_terms,
    keep_account,
    mail_warnings,
    set_term_erasure,
    warn_people,
)
from personal_data.term_end.models import ErasureWarning, TermErasure, WarningStage
from personal_data.term_end.views import KEPT

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
DAYS = 60
PLAN, KEEP = "/account/data/erase/cohorts/spring/", "/account/data/keep/"
END = date(2027, 1, 31)
ERASE_ON = END + timedelta(days=DAYS)


def at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def work(now: datetime) -> None:
    """What the workers do in an hour."""
    archive_ended(now=now)
    warn_people(now=now)
    while mail_warnings(now=now):
        pass
    erase_after_terms(now=now)


def live(first: date, last: date) -> None:
    """Let the workers run at noon of each day."""
    for number in range((last - first).days + 1):
        work(at(first + timedelta(days=number)))


def exists(person: User) -> bool:
    return User.objects.filter(pk=person.pk).exists()


def days_told(person: User) -> list[str]:
    """The days that the emails to somebody named."""
    texts = [str(message.subject) for message in mail.outbox if message.to == [person.email]]
    return [re.sub(".* on ", "", text) for text in texts]


@pytest.fixture(autouse=True)
def _before_the_end() -> Iterator[None]:
    with time_machine.travel(at(END - timedelta(days=DAYS))):
        yield


@pytest.fixture(autouse=True)
def _mail(settings: Settings) -> None:
    settings.EMAIL_URL = "smtp://mail"


@pytest.fixture
def spring(ada: User, emmy: User, grace: User) -> Cohort:
    """It ends on 31 January 2027, and an admin has chosen that accounts go after 60 days."""
    Cohort.objects.update(ends_on=END, end_set_at=timezone.now())
    spring = Cohort.objects.get()
    set_term_erasure(admin=grace, cohort=spring, days=DAYS)
    return spring


def move_end(person: User, cohort: Cohort, ends_on: date | None) -> None:
    cohort.refresh_from_db()
    names = ("title", "started_on", "max_learners")
    edit_cohort(person=person, cohort=cohort, ends_on=ends_on, **{name: getattr(cohort, name) for name in names})


def test_learners_are_told_three_times_and_then_erased(ada: User, emmy: User, grace: User, spring: Cohort) -> None:
    live(END, ERASE_ON - timedelta(days=1))
    assert days_told(ada) == ["1 April 2027"] * 3
    assert exists(ada)
    work(at(ERASE_ON))
    assert not exists(ada)
    assert (exists(emmy), exists(grace)) == (True, True)
    assert {message.to[0] for message in mail.outbox} == {ada.email}
    entry = AuditEntry.objects.get(action=AuditAction.ACCOUNT_ERASED)
    assert (entry.actor_id, entry.person_id, entry.cohort) == (None, ada.uid, "spring")


def test_the_emails_come_at_the_end_two_weeks_and_three_days_before(ada: User, spring: Cohort) -> None:
    counts = {}
    for day in (0, 1, 2, 44, 45, 46, 55, 56, 59):  # at noon it is already the next day at UTC+14
        work(at(END + timedelta(days=day)))
        counts[day] = len(days_told(ada))
    assert counts == {0: 0, 1: 1, 2: 1, 44: 1, 45: 2, 46: 2, 55: 2, 56: 3, 59: 3}
    assert KEEP in mail.outbox[0].body
    assert "/account/data/" in mail.outbox[0].body


def test_they_are_told_on_their_pages_too(ada: User, spring: Cohort, client_of: ClientOf) -> None:
    live(END, ERASE_ON - timedelta(days=2))
    notices = Notice.objects.filter(person=ada, link=KEEP)
    assert [notice.sentence for notice in notices] == [WARNING.format(cohort="Spring", day="1 April 2027")] * 3
    assert "1 April 2027" in client_of(ada).get(KEEP).text
    assert not notices.unread().exists()


def test_nobody_is_erased_before_the_day_has_come_everywhere(ada: User, spring: Cohort) -> None:
    live(END, ERASE_ON - timedelta(days=1))
    work(at(ERASE_ON, 11, 59))
    assert exists(ada)
    work(at(ERASE_ON, 12))
    assert not exists(ada)


def test_without_an_admins_choice_nobody_is_told_or_erased(ada: User, grace: User, spring: Cohort) -> None:
    set_term_erasure(admin=grace, cohort=spring, days=None)
    live(END, END + timedelta(days=5))
    work(at(END + timedelta(days=900)))
    assert exists(ada)
    assert not mail.outbox


def test_who_keeps_their_account_stays(ada: User, spring: Cohort, client_of: ClientOf) -> None:
    live(END, END + timedelta(days=5))
    client = client_of(ada)
    client.post(KEEP)
    client.post(KEEP)
    live(END + timedelta(days=6), ERASE_ON + timedelta(days=20))
    assert exists(ada)
    assert len(days_told(ada)) == 1
    assert KEPT.split(".")[0] in client.get(KEEP).text
    assert AuditEntry.objects.filter(action=AuditAction.ACCOUNT_KEPT, person__uid=ada.uid).count() == 1


def test_keeping_the_account_says_how_to_sign_in_without_the_school(
    ada: User, spring: Cohort, client_of: ClientOf
) -> None:
    live(END, END + timedelta(days=2))
    client = client_of(ada)
    assert "password or passkey" in client.get(KEEP).text
    ada.set_unusable_password()
    ada.save()
    client = client_of(ada)
    page = client.get(KEEP).text
    assert "your school" in page
    assert "/accounts/2fa/" in page or "mfa" in page


def test_who_joins_another_cohort_stays_and_is_told_again_after_that_one(
    ada: User, grace: User, spring: Cohort
) -> None:
    live(END, ERASE_ON - timedelta(days=1))
    summer = Cohort.objects.create(slug="summer", title="Summer", started_on=END)
    Membership.objects.create(cohort=summer, user=ada)
    live(ERASE_ON, ERASE_ON + timedelta(days=30))
    assert exists(ada)
    assert not ErasureWarning.objects.exists()
    set_archived(person=grace, cohort=summer, is_archived=True)
    after = ERASE_ON + timedelta(days=31)
    live(after, after + timedelta(days=14))
    assert exists(ada)  # the full two weeks count again
    live(after + timedelta(days=15), after + timedelta(days=16))
    assert not exists(ada)


@pytest.mark.parametrize("role", [*ADMIN_ROLES, Role.MENTOR])
def test_staff_are_never_told_or_erased(ada: User, spring: Cohort, role: Role) -> None:
    User.objects.filter(pk=ada.pk).update(role=role)
    live(END, END + timedelta(days=3))
    work(at(ERASE_ON + timedelta(days=30)))
    assert exists(ada)
    assert not mail.outbox


def test_a_mentor_of_an_archived_cohort_stays(ada: User, spring: Cohort) -> None:
    winter = Cohort.objects.create(slug="winter", title="Winter", started_on=END, archived_at=timezone.now())
    Membership.objects.create(cohort=winter, user=ada, role=CohortRole.MENTOR)
    live(END, END + timedelta(days=3))
    assert not mail.outbox


def test_a_later_end_begins_everything_again(ada: User, grace: User, spring: Cohort) -> None:
    live(END, ERASE_ON - timedelta(days=1))
    later = ERASE_ON + timedelta(days=10)
    move_end(grace, spring, later)
    live(ERASE_ON, later)
    assert exists(ada)
    assert not ErasureWarning.objects.exists()
    mail.outbox.clear()
    live(later, later + timedelta(days=DAYS - 1))
    assert len(days_told(ada)) == 3
    assert exists(ada)
    work(at(later + timedelta(days=DAYS)))
    assert not exists(ada)


def test_a_shorter_time_still_leaves_two_weeks(ada: User, grace: User, spring: Cohort) -> None:
    live(END, END + timedelta(days=30))
    set_term_erasure(admin=grace, cohort=spring, days=TermErasure.MIN_DAYS)  # that day has passed
    mail.outbox.clear()
    live(END + timedelta(days=31), END + timedelta(days=45))
    assert exists(ada)
    assert set(days_told(ada)) == {"18 March 2027"}  # two weeks after 3 March at UTC, which is the 4th at UTC+14
    live(END + timedelta(days=46), END + timedelta(days=46))
    assert not exists(ada)


def test_a_cleared_end_or_an_unarchived_cohort_erases_nobody(ada: User, grace: User, spring: Cohort) -> None:
    live(END, ERASE_ON - timedelta(days=1))
    set_archived(person=grace, cohort=spring, is_archived=False)
    live(ERASE_ON, ERASE_ON + timedelta(days=3))
    set_archived(person=grace, cohort=spring, is_archived=True)
    move_end(grace, spring, None)
    live(ERASE_ON + timedelta(days=4), ERASE_ON + timedelta(days=40))
    assert exists(ada)
    assert not ErasureWarning.objects.exists()


def test_an_admin_who_lost_the_role_erases_nobody(ada: User, grace: User, spring: Cohort, client_of: ClientOf) -> None:
    live(END, ERASE_ON - timedelta(days=1))
    other = User.objects.create_user("other@example.org", "a long enough password", name="Other", role=Role.ADMIN)
    User.objects.filter(pk=grace.pk).update(role=Role.LEARNER)
    work(at(ERASE_ON))
    assert exists(ada)
    assert "Paused" in client_of(other).get(PLAN).text


def test_without_email_nobody_is_erased(ada: User, spring: Cohort, settings: Settings) -> None:
    settings.EMAIL_URL = ""
    live(END, END + timedelta(days=3))
    work(at(ERASE_ON + timedelta(days=30)))
    assert exists(ada)


def test_a_mail_server_that_was_down_delays_the_day(ada: User, spring: Cohort, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **options: object) -> int:
        raise OSError("down")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        for number in range(1, DAYS):
            now = at(END + timedelta(days=number))
            archive_ended(now=now)
            warn_people(now=now)
            mail_warnings(now=now)
    live(ERASE_ON, ERASE_ON + timedelta(days=14))
    assert exists(ada)
    assert set(days_told(ada)) == {"16 April 2027"}
    work(at(ERASE_ON + timedelta(days=15)))
    assert not exists(ada)


def test_a_last_email_that_is_late_still_comes_three_days_before(
    ada: User, spring: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(END, ERASE_ON - timedelta(days=5))
    with monkeypatch.context() as patched:
        patched.setattr(actions, "MAX_MAILS", 0)
        live(ERASE_ON - timedelta(days=4), ERASE_ON)
    live(ERASE_ON + timedelta(days=1), ERASE_ON + timedelta(days=3))
    assert exists(ada)
    work(at(ERASE_ON + timedelta(days=4)))
    assert not exists(ada)


def test_the_jobs_run_twice_and_tell_once(ada: User, spring: Cohort) -> None:
    now = at(END + timedelta(days=1))
    for _ in range(3):
        work(now)
    assert len(days_told(ada)) == 1
    assert Notice.objects.filter(person=ada, link=KEEP).count() == 1


def test_only_full_admins_choose_it(ada: User, emmy: User, grace: User, client_of: ClientOf) -> None:
    spring = Cohort.objects.get()
    lena = User.objects.create(email="lena@example.org", name="Lena")
    Membership.objects.create(cohort=spring, user=lena, role=CohortRole.LEAD)
    people = User.objects.create(email="people@example.org", name="People", role=Role.PEOPLE)
    for person in (ada, emmy, lena, people):
        assert client_of(person).get(PLAN).status_code == 403
        assert client_of(person).post(PLAN, {"days": "60"}).status_code == 403
    client = client_of(grace)
    client.post("/accounts/reauthenticate/", {"password": "a long enough password"})
    assert client.post(PLAN, {"days": "13"}).status_code == 200  # and says what is allowed
    assert not TermErasure.objects.exists()
    client.post(PLAN, {"days": "60"})
    assert TermErasure.objects.get().days == 60
    client.post(PLAN, {"off": "", "days": "60"})
    assert not TermErasure.objects.exists()
    assert AuditEntry.objects.filter(action=AuditAction.TERM_ERASURE_SET, actor__uid=grace.uid).count() == 2


def test_the_notice_of_the_end_says_that_accounts_go(ada: User, grace: User, spring: Cohort) -> None:
    sentence = end_sentence(Cohort.objects.get())
    assert f"{DAYS} days later" in sentence
    assert "stay yours" not in sentence
    set_term_erasure(admin=grace, cohort=spring, days=None)
    assert "stay yours" in end_sentence(Cohort.objects.get())


def test_learners_read_of_it_long_before(ada: User, spring: Cohort, client_of: ClientOf) -> None:
    text = " ".join(client_of(ada).get("/cohorts/spring/about/").text.split())
    assert "60 days after" in text


def test_a_closed_account_gets_no_mail_and_goes_as_well(ada: User, spring: Cohort) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)
    live(END, ERASE_ON)
    assert not mail.outbox
    assert not exists(ada)


@pytest.fixture
def crowd(spring: Cohort) -> list[User]:
    """5,000 learners, with Ada."""
    people = User.objects.bulk_create(User(email=f"p{n}@example.org", name="P") for n in range(4_999))
    Membership.objects.bulk_create(Membership(cohort=spring, user=person) for person in people)
    return people


def test_5000_learners_are_told_in_batches_that_cost_the_same(spring: Cohort, crowd: list[User]) -> None:
    archive_ended(now=at(END + timedelta(days=1)))
    plan, counts = TermErasure.objects.get(), []
    for _ in range(10):
        with CaptureQueriesContext(connection) as queries:
            assert actions._warn_batch(plan.pk, at(END + timedelta(days=1))) == 500
        counts.append(len(queries))
    assert actions._warn_batch(plan.pk, at(END + timedelta(days=1))) == 0
    assert len(set(counts)) == 1
    assert ErasureWarning.objects.count() == 5_000


def test_an_erasure_that_was_interrupted_goes_on(
    spring: Cohort, crowd: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.filter(pk__in=[person.pk for person in crowd[12:]]).delete()
    for day in (1, 46, 56):
        work(at(END + timedelta(days=day)))
    assert ErasureWarning.objects.filter(stage=WarningStage.LAST, sent_at__isnull=False).count() == 13
    erased: list[User] = []

    def die_after_five(*, person: User, actor: User | None, cohort: str) -> None:
        if len(erased) == 5:
            raise KeyboardInterrupt
        erased.append(person)
        erase_account(person=person, actor=actor, cohort=cohort)

    with monkeypatch.context() as patched:
        patched.setattr(actions, "erase_account", die_after_five)
        with pytest.raises(KeyboardInterrupt):
            erase_after_terms(now=at(ERASE_ON))
    assert Membership.objects.learners().count() == 8
    assert erase_after_terms(now=at(ERASE_ON)) == 8
    assert not Membership.objects.learners().exists()


def test_whoever_keeps_it_at_the_last_moment_stays(ada: User, spring: Cohort) -> None:
    live(END, ERASE_ON - timedelta(days=1))
    [pk] = ErasureWarning.objects.values_list("pk", flat=True)
    keep_account(person=ada)  # after a worker has read whose turn it is
    assert actions._erase(pk, TermErasure.objects.get().pk, at(ERASE_ON)) is False
    assert exists(ada)


def test_the_command_says_whose_day_has_come_and_erases_them(ada: User, spring: Cohort) -> None:
    live(END, ERASE_ON - timedelta(days=1))
    with time_machine.travel(at(ERASE_ON + timedelta(days=2))):
        assert count_told_by_the_command("--dry-run") == 1
        assert exists(ada)
        assert count_told_by_the_command() == 1
        assert not exists(ada)
        assert count_told_by_the_command("--dry-run") == 0


def count_told_by_the_command(*options: str) -> int:
    out = io.StringIO()
    call_command("retention", *options, stdout=out)
    [line] = [line for line in out.getvalue().splitlines() if "end of a term" in line]
    return int(line.split()[0])
