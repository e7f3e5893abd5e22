"""An open page asks whether it has changed, and gets an empty answer while it hasn't."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cohorts.access import member_or_404
from cohorts.bulk.actions import assign, set_own_week
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.plan.actions import save_plan
from cohorts.tests.conftest import Learner, Study, Submit
from cohorts.tests.sign_offs import ask as ask_sign_off
from cohorts.tests.threads import write
from cohorts.threads import actions
from cohorts.threads.models import Rating, Thread
from cohorts.versions import cohort_version, home_version, learner_version, thread_version
from curriculum.models import Phase
from lib.pages.live import HEADER
from progress.hours.models import StudyEntry

ClientOf = Callable[[User], Client]

pytestmark = pytest.mark.usefixtures("roadmap")


def version_on(client: Client, url: str) -> str:
    match = re.search(r'data-live="(\w+)"', client.get(url).text)
    assert match, url
    return match[1]


def ask(client: Client, url: str, version: str) -> int:
    return client.get(url, headers={HEADER: version}).status_code


def urls(ada: User, thread: Thread) -> list[str]:
    return ["/", "/cohorts/spring/", f"/cohorts/spring/learners/{ada.uid}/", thread.get_absolute_url()]


def test_an_unchanged_page_gets_no_content(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    client = client_of(emmy)
    for url in urls(ada, thread):
        assert ask(client, url, version_on(client, url)) == 204


def test_a_comment_changes_every_page(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    client = client_of(emmy)
    versions = {url: version_on(client, url) for url in urls(ada, thread)}
    write(ada, thread, "And after that?")
    cache.clear()
    for url, version in versions.items():
        assert ask(client, url, version) == 200


def test_a_rating_changes_the_thread_s_page(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    answers = [write(emmy, thread, text) for text in ("With the shapes.", "Or with a drawing.")]
    client, url = client_of(emmy), thread.get_absolute_url()
    for answer, rating in ((0, Rating.HELPFUL), (0, Rating.NOT_YET), (0, Rating.NOT_YET), (1, Rating.NOT_YET)):
        version = version_on(client, url)
        actions.rate_comment(person=ada, comment=answers[answer], rating=rating)
        assert ask(client, url, version) == 200


def test_another_mentor_changes_the_learner_s_page_and_the_grid(
    ada: User, emmy: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    client, pages = client_of(emmy), [f"/cohorts/spring/learners/{ada.uid}/", "/cohorts/spring/"]
    for mentor in (emmy, lena, None):
        versions = {url: version_on(client, url) for url in pages}
        assign(person=lena, cohort=spring, learners=[ada.uid], mentor=spring.membership_of(mentor) if mentor else None)
        cache.clear()
        for url, version in versions.items():
            assert ask(client, url, version) == 200


def test_another_due_week_changes_the_pages_that_show_it(
    ada: User, emmy: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    """Each shows who is behind the plan, and the learner's page lists the weeks."""
    client, pages = client_of(emmy), ["/", "/cohorts/spring/", f"/cohorts/spring/learners/{ada.uid}/"]
    phase = Phase.objects.current()[0]

    def set_week(week: int | None) -> None:
        set_own_week(person=lena, cohort=spring, learners=[ada.uid], subject=phase, week=week)

    for change in (
        lambda: save_plan(person=lena, cohort=spring, phases={phase.pk: 4}, topics={}),
        lambda: save_plan(person=lena, cohort=spring, phases={phase.pk: 5}, topics={}),
        lambda: set_week(9),
        lambda: set_week(8),
        lambda: set_week(None),
        lambda: save_plan(person=lena, cohort=spring, phases={}, topics={}),
        lambda: Cohort.objects.filter(pk=spring.pk).update(started_on=date(2026, 1, 5)),
    ):
        versions = {url: version_on(client, url) for url in pages}
        change()
        cache.clear()
        assert {url: ask(client, url, version) for url, version in versions.items()} == dict.fromkeys(pages, 200)


def test_a_week_of_another_learner_leaves_the_page_alone(
    ada: User, lena: User, spring: Cohort, new_learner: Learner
) -> None:
    member, phase, bo = spring.memberships.get(user=ada), Phase.objects.current()[0], new_learner(spring, "Bo")
    earlier_version = learner_version(member)
    set_own_week(person=lena, cohort=spring, learners=[bo.uid], subject=phase, week=9)
    assert learner_version(member) == earlier_version


def test_a_page_without_access_says_so(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    client = client_of(emmy)
    versions = {url: version_on(client, url) for url in urls(ada, thread)[1:]}
    Membership.objects.filter(user=emmy).delete()
    for url, version in versions.items():
        assert ask(client, url, version) == 404


def test_a_post_always_gets_a_response(emmy: User, thread: Thread, client_of: ClientOf) -> None:
    client, url = client_of(emmy), thread.get_absolute_url()
    answer = client.post(url, {"text": "x", "preview": "1"}, headers={HEADER: version_on(client, url)})
    assert answer.status_code == 200


def test_without_javascript_there_is_a_link_to_reload(emmy: User, thread: Thread, client_of: ClientOf) -> None:
    url = thread.get_absolute_url()
    assert f'<a href="{url}">Reload' in client_of(emmy).get(url).text


def test_any_learner_activity_changes_the_cohorts_version(
    ada: User, emmy: User, spring: Cohort, thread: Thread, study: Study, submit: Submit, new_learner: Learner
) -> None:
    def change(how: Callable[[], object]) -> None:
        cache.clear()
        earlier_versions = cohort_version(spring), home_version(emmy)
        how()
        cache.clear()
        assert all(
            old != new for old, new in zip(earlier_versions, (cohort_version(spring), home_version(emmy)), strict=True)
        )

    change(lambda: study(ada))
    change(lambda: StudyEntry.objects.update(minutes=5))
    change(lambda: submit(ada))
    change(lambda: write(ada, thread, "Hello?"))
    change(lambda: actions.settle(person=emmy, thread=thread, last_read=thread.comments.last().uid))  # type: ignore[union-attr]
    change(lambda: ask_sign_off(ada))
    change(lambda: new_learner(spring, "Bo"))
    change(lambda: StudyEntry.objects.all().delete())


def test_another_cohorts_threads_leave_the_version_alone(ada: User, carl: User, spring: Cohort, thread: Thread) -> None:
    winter = Cohort.objects.create(slug="winter", title="Winter", started_on="2026-01-05")
    Membership.objects.create(cohort=winter, user=carl, role=CohortRole.LEAD)
    member = Membership.objects.create(cohort=winter, user=ada, role=CohortRole.LEARNER)
    earlier_versions = cohort_version(winter), learner_version(member)
    write(ada, thread, "Hello?")
    cache.clear()
    assert (cohort_version(winter), learner_version(member)) == earlier_versions


def test_many_open_pages_share_one_version(spring: Cohort, thread: Thread) -> None:
    cohort_version(spring)
    with CaptureQueriesContext(connection) as queries:
        for _ in range(50):
            cohort_version(spring)
    assert len(queries) == 0


def test_the_queries_do_not_grow(
    ada: User, emmy: User, spring: Cohort, thread: Thread, submit: Submit, new_learner: Learner
) -> None:
    member = member_or_404(spring, ada.uid)

    def count() -> list[int]:
        cache.clear()
        numbers = []
        computations: tuple[Callable[[], str], ...] = (
            lambda: cohort_version(spring),
            lambda: home_version(emmy),
            lambda: learner_version(member),
            lambda: thread_version(thread),
        )
        for compute in computations:
            with CaptureQueriesContext(connection) as queries:
                compute()
            numbers.append(len(queries))
        return numbers

    few = count()
    for number in range(20):
        submit(new_learner(spring, f"L{number}"))
        write(ada, thread, f"Comment {number}")
    assert count() == few == [11, 11, 10, 2]
