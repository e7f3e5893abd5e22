"""A mentor's first page shows who needs them, with one thing to do for each."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.grid.queries import Grid, cohort_grid
from cohorts.needs.queries import CohortNeeds, mentor_home
from cohorts.needs.rules import STUCK_AFTER
from cohorts.tests.conftest import Learner, Study, Submit
from cohorts.tests.sign_offs import ask, decide
from cohorts.tests.threads import begin, write
from cohorts.threads import actions
from cohorts.threads.models import Thread
from exercises.models import Submission
from progress.hours.models import StudyEntry
from tests.markup import squeeze

ClientOf = Callable[[User], Client]


def needs_of(mentor: User, slug: str = "spring") -> CohortNeeds:
    home = mentor_home(mentor, now=timezone.now())
    return next(needs for needs in home.cohorts if needs.cohort.slug == slug)


def new_cohort(slug: str, mentor: User, role: str = CohortRole.MENTOR) -> Cohort:
    cohort = Cohort.objects.create(slug=slug, title=slug.title(), started_on="2026-06-01")
    Membership.objects.create(cohort=cohort, user=mentor, role=role)
    return cohort


def join(cohort: Cohort, learner: User, days_ago: int = 0) -> None:
    day = learner.today - timedelta(days=days_ago)
    Membership.objects.create(cohort=cohort, user=learner, role=CohortRole.LEARNER, joined_on=day)


def test_each_need_has_one_thing_to_do(
    emmy: User, spring: Cohort, thread: Thread, new_learner: Learner, submit: Submit, study: Study
) -> None:
    bo, cy = new_learner(spring, "Bo"), new_learner(spring, "Cy")
    runs = [submit(bo) for _ in range(3)]
    study(cy, days_ago=9)
    lines = needs_of(emmy).lines
    assert [(line.label, line.href) for line in lines] == [
        ("Ada", thread.get_absolute_url()),
        ("Bo", f"/cohorts/spring/learners/{bo.uid}/submissions/{runs[-1].uid}/"),
        ("Cy", f"/cohorts/spring/learners/{cy.uid}/write/"),
    ]


def test_it_agrees_with_the_grid(
    emmy: User, spring: Cohort, thread: Thread, new_learner: Learner, submit: Submit, study: Study
) -> None:
    bo, cy, di = (new_learner(spring, name) for name in ("Bo", "Cy", "Di"))
    for _ in range(4):
        submit(bo, "error")
    study(cy, days_ago=12)
    study(di)
    rows = cohort_grid(spring, now=timezone.now()).rows
    lines = needs_of(emmy).lines
    assert [(row.label, row.need.reason) for row in rows if row.need.is_urgent] == [
        (line.label, line.reason) for line in lines
    ]


@pytest.mark.usefixtures("roadmap")
def test_an_open_sign_off_request_is_a_need(ada: User, emmy: User) -> None:
    sign_off = ask(ada)
    [line] = needs_of(emmy).lines
    assert (line.href, sign_off.title in line.reason) == (sign_off.get_absolute_url(), True)
    decide(emmy, sign_off)
    assert not needs_of(emmy).lines


def test_an_answer_ends_the_need(emmy: User, thread: Thread) -> None:
    assert needs_of(emmy).lines
    write(emmy, thread, "With vectors.")
    assert not needs_of(emmy).lines


def test_it_names_a_learner_in_each_cohort_and_counts_them_once(
    ada: User, emmy: User, thread: Thread, study: Study
) -> None:
    winter = new_cohort("winter", emmy)
    join(winter, ada, days_ago=30)
    StudyEntry.objects.all().delete()
    Thread.objects.update(opened_at=timezone.now())
    home = mentor_home(emmy, now=timezone.now())
    write_url = reverse("cohorts:write_to", args=["winter", ada.uid])
    assert [[line.href for line in needs.lines] for needs in home.cohorts] == [[write_url], [thread.get_absolute_url()]]
    assert home.headline.startswith("One ")


def test_a_question_of_another_cohort_stays_there(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    otto = User.objects.create(email="otto@example.org", name="Otto")
    join(new_cohort("winter", otto), ada)
    assert "Where do I begin" not in str(needs_of(otto, "winter").lines)
    assert thread.get_absolute_url() not in client_of(otto).get("/").text


def test_a_former_mentor_gets_the_learner_s_home(
    emmy: User, thread: Thread, roadmap: None, client_of: ClientOf
) -> None:
    assert thread.get_absolute_url() in client_of(emmy).get("/").text
    Membership.objects.filter(user=emmy).delete()
    page = client_of(emmy).get("/")
    assert thread.get_absolute_url() not in page.text
    assert "progress/home.html" in [template.name for template in page.templates]


def test_an_archived_cohort_needs_nobody(
    emmy: User, spring: Cohort, thread: Thread, roadmap: None, client_of: ClientOf
) -> None:
    Cohort.objects.update(archived_at=timezone.now())
    assert not mentor_home(emmy, now=timezone.now()).cohorts
    assert thread.get_absolute_url() not in client_of(emmy).get("/").text


def test_a_mentor_who_also_learns_keeps_the_learners_home(
    emmy: User, carl: User, thread: Thread, roadmap: None, client_of: ClientOf
) -> None:
    winter = new_cohort("winter", carl, CohortRole.LEAD)
    join(winter, emmy)
    page = client_of(emmy).get("/")
    assert "progress/home.html" in [template.name for template in page.templates]
    assert 'id="mentoring"' in page.text
    assert thread.get_absolute_url() in page.text


def test_a_learner_s_home_has_no_such_section(ada: User, thread: Thread, roadmap: None, client_of: ClientOf) -> None:
    assert 'id="mentoring"' not in client_of(ada).get("/").text


def test_a_mentor_finds_their_own_path(emmy: User, roadmap: None, client_of: ClientOf) -> None:
    client = client_of(emmy)
    assert 'href="/learning/"' in client.get("/").text
    assert 'name="next" value="/learning/"' in client.get("/learning/").text


def test_names_that_look_alike_come_with_their_addresses(ada: User, emmy: User, spring: Cohort, thread: Thread) -> None:
    twin = User.objects.create(email="twin@example.org", name="ADA")
    join(spring, twin, days_ago=10)
    assert {line.label for line in needs_of(emmy).lines} == {"Ada (ada@example.org)", "ADA (twin@example.org)"}


def test_a_mentor_s_list_of_own_questions_says_where_the_learners_are(emmy: User, client_of: ClientOf) -> None:
    assert "mentor yet" not in client_of(emmy).get("/questions/").text


@pytest.mark.usefixtures("roadmap")
def test_the_queries_do_not_grow_with_learners_or_cohorts(emmy: User, spring: Cohort, submit: Submit) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            mentor_home(emmy, now=timezone.now())
        return len(queries)

    for at in range(3):
        _grow(emmy, submit, f"few{at}", learners=1)
    few = count()
    for at in range(5):
        _grow(emmy, submit, f"many{at}", learners=20)
    assert count() == few <= 15


def _grow(mentor: User, submit: Submit, slug: str, *, learners: int) -> None:
    cohort = new_cohort(slug, mentor)
    for at in range(learners):
        learner = User.objects.create(email=f"{slug}{at}@example.org", name=f"Learner {at}")
        join(cohort, learner, days_ago=20)
        for _ in range(3):
            submit(learner)
        if at % 2:
            actions.open_thread(
                person=learner, learner=learner, cohort=cohort, about=None, text="Why?", uid=learner.uid
            )


# ---------------------------------------------------------------- one line for one problem


@pytest.fixture
def stuck(spring: Cohort, new_learner: Learner, submit: Submit) -> Callable[[str, str], User]:
    """A new learner of the spring cohort who has made a mistake three times."""

    def make(name: str, mistake: str) -> User:
        learner = new_learner(spring, name)
        for _ in range(STUCK_AFTER):
            run = submit(learner)
            Submission.objects.filter(pk=run.pk).update(mistake=mistake)
        return learner

    return make


@pytest.mark.usefixtures("roadmap")
def test_those_who_are_stuck_on_one_mistake_are_one_line_that_answers_them_all(
    emmy: User, spring: Cohort, stuck: Callable[[str, str], User], client_of: ClientOf
) -> None:
    bo, cy, di = stuck("Bo", "sign_flipped"), stuck("Cy", "sign_flipped"), stuck("Di", "no_bias")
    together, alone = needs_of(emmy).lines
    assert (together.label, together.learners) == ("Two learners", frozenset([bo.uid, cy.uid]))
    assert (alone.label, alone.learners) == ("Di", frozenset([di.uid]))
    assert mentor_home(emmy, now=timezone.now()).headline == "Three learners need you today"
    client = client_of(emmy)
    assert client.get(together.about).status_code == client.get(together.href).status_code == 200
    page = client.get(spring.get_absolute_url()).text
    assert together.sentence.removesuffix(".") in unescape(page)
    assert unescape(page).count(together.href) == 1


@pytest.mark.usefixtures("roadmap")
def test_whoever_was_answered_needs_nobody_until_they_fail_again(
    emmy: User, spring: Cohort, stuck: Callable[[str, str], User], submit: Submit, client_of: ClientOf
) -> None:
    cy = [stuck(name, "sign_flipped") for name in ("Bo", "Cy")][-1]
    [line] = needs_of(emmy).lines
    client_of(emmy).post(line.href, {"text": "Walk the chain rule once more."})
    assert not needs_of(emmy).lines
    assert not cohort_grid(spring, now=timezone.now()).urgent
    run = submit(cy)
    Submission.objects.filter(pk=run.pk).update(mistake="sign_flipped")
    assert [line.learners for line in needs_of(emmy).lines] == [{cy.uid}]
    assert [entry.learner for entry in cohort_grid(spring, now=timezone.now()).urgent] == [cy]


@pytest.mark.usefixtures("roadmap")
def test_questions_about_one_exercise_are_one_line_that_leads_through_them(
    emmy: User, spring: Cohort, new_learner: Learner, submit: Submit, client_of: ClientOf
) -> None:
    learners = [new_learner(spring, name) for name in ("Bo", "Cy", "Di", "Ed")]
    questions = [begin(learner, learner, "Why is it negative?", about=submit(learner)) for learner in learners]
    [together] = needs_of(emmy).lines
    assert (together.label, together.learners) == ("Four learners", frozenset(learner.uid for learner in learners))
    client = client_of(emmy)
    queue = client.get(together.href).text
    assert all(question.get_absolute_url() in queue for question in questions)
    page = unescape(client.get(spring.get_absolute_url()).text)
    assert together.sentence.removesuffix(".") in page
    assert page.count(together.href) == 1


@pytest.mark.usefixtures("roadmap")
def test_questions_about_nothing_in_particular_are_one_line_too(
    emmy: User, spring: Cohort, new_learner: Learner, submit: Submit, client_of: ClientOf
) -> None:
    learners = [new_learner(spring, name) for name in ("Bo", "Cy", "Di", "Ed")]
    about_run, *questions = [begin(learner, learner, "Where do I begin?") for learner in learners]
    assert {str(line.label) for line in needs_of(emmy).lines} == {"Four learners"}
    begin(learners[0], learners[0], "Why is it negative?", about=submit(learners[0]))
    [together] = needs_of(emmy).lines
    items = client_of(emmy).get(together.href).context["queue"].items
    assert [item.thread for item in items] == [about_run, *questions]


@pytest.mark.usefixtures("roadmap")
def test_what_most_need_is_at_the_top_beside_what_is_most_urgent(
    ada: User, emmy: User, spring: Cohort, stuck: Callable[[str, str], User], client_of: ClientOf
) -> None:
    def top() -> str:
        return squeeze(unescape(client_of(emmy).get("/").text)).partition('id="who"')[2].partition('id="by-cohort"')[0]

    stuck("Bo", "no_bias")
    stuck("Cy", "sign_flipped")
    assert mentor_home(emmy, now=timezone.now()).widest_line is None
    stuck("Di", "sign_flipped")
    assert mentor_home(emmy, now=timezone.now()).widest_line is None  # they are the first line
    begin(ada, ada, "Why?")
    home = mentor_home(emmy, now=timezone.now())
    assert home.first_line
    assert home.widest_line
    assert (home.first_line.label, home.widest_line.label) == ("Ada", "Two learners")
    assert home.widest_line.href in top()


@pytest.mark.usefixtures("roadmap")
def test_the_grid_leads_to_what_most_need_beside_what_is_most_urgent(
    ada: User, emmy: User, spring: Cohort, stuck: Callable[[str, str], User], client_of: ClientOf
) -> None:
    def grid() -> Grid:
        page: Grid = client_of(emmy).get("/cohorts/spring/").context["grid"]
        return page

    for name in ("Bo", "Cy"):
        stuck(name, "sign_flipped")
    assert grid().widest_shared is None  # they are the most urgent
    begin(ada, ada, "Why?")
    shared = grid().widest_shared
    assert shared
    assert shared.reason in grid().widest_reason
    assert shared.reason not in grid().sentence  # it is beside it
    assert shared.href in unescape(client_of(emmy).get("/cohorts/spring/").text)


@pytest.mark.usefixtures("roadmap")
def test_requests_to_sign_off_one_criterion_are_one_line(
    emmy: User, spring: Cohort, new_learner: Learner, client_of: ClientOf
) -> None:
    sign_offs = [ask(new_learner(spring, name)) for name in ("Bo", "Cy", "Di", "Ed")]
    [together] = needs_of(emmy).lines
    page = client_of(emmy).get(together.href).text
    assert all(sign_off.get_absolute_url() in page for sign_off in sign_offs)


def test_the_inactive_are_named_while_they_are_few(
    emmy: User, spring: Cohort, new_learner: Learner, study: Study, client_of: ClientOf
) -> None:
    names = ["Bo", "Cy", "Di"]
    for name in names:
        study(new_learner(spring, name), days_ago=9)
    assert [line.label for line in needs_of(emmy).lines] == names
    study(new_learner(spring, "Ed"), days_ago=12)
    [together] = needs_of(emmy).lines
    client = client_of(emmy)
    grid = client.get(together.href).text
    assert [name for name in (*names, "Ed") if f'aria-label="Choose {name}"' in grid] == [*names, "Ed"]


def test_the_inactive_have_a_week_to_answer(emmy: User, spring: Cohort, new_learner: Learner, study: Study) -> None:
    bo = new_learner(spring, "Bo")
    study(bo, days_ago=9)
    assert needs_of(emmy).lines
    thread = begin(emmy, bo, "How is it going?")
    assert not needs_of(emmy).lines
    grid = cohort_grid(spring, now=timezone.now())
    assert not grid.urgent
    assert "written to" in grid.sentence
    assert "active within" not in grid.sentence
    thread.comments.update(written_at=timezone.now() - timedelta(days=8))
    assert [line.label for line in needs_of(emmy).lines] == ["Bo"]
