"""A mentor sees at a glance who needs them, and how far everybody is."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.grid.cells import GridCell
from cohorts.grid.choice import ALL_PHASES, Dimension, GridChoice
from cohorts.grid.queries import cohort_grid
from cohorts.grid.rows import LearnerRow
from cohorts.grid.rules import CellState
from cohorts.needs.rules import ACTIVE_LATELY, headline, headline_sentence
from cohorts.tests.conftest import Learner, Study, Submit
from curriculum.models import Roadmap, Topic
from exercises.models import ModeChoice
from progress.outline.outline import outline_for
from progress.topic.models import MarkState, TopicMark
from tests.figures import figures

ClientOf = Callable[[User], Client]


def row_of(learner: User, cohort: Cohort) -> LearnerRow:
    grid = cohort_grid(cohort, now=timezone.now())
    return next(row for row in grid.rows if row.learner == learner)


def cells_by(by: Dimension, learner: User, cohort: Cohort) -> Sequence[GridCell]:
    grid = cohort_grid(cohort, GridChoice(by=by, phase=ALL_PHASES), now=timezone.now())
    return next(row.cells for row in grid.rows if row.learner == learner)


def test_the_same_exercise_failed_three_times_in_a_row_is_stuck(ada: User, spring: Cohort, submit: Submit) -> None:
    for verdict in ("failed", "error", "timeout"):
        submit(ada, verdict)
    assert row_of(ada, spring).need.short.startswith("stuck on Backpropagation through two layers (3 ")


def test_a_pass_ends_being_stuck(ada: User, spring: Cohort, submit: Submit) -> None:
    for _ in range(4):
        submit(ada, "failed")
    submit(ada, "passed")
    assert not row_of(ada, spring).need.is_urgent
    for _ in range(4):  # trying things: the pass holds
        submit(ada, "failed")
    assert not row_of(ada, spring).need.is_urgent


def test_a_learner_without_activity_is_not_called_active(
    ada: User, spring: Cohort, study: Study, new_learner: Learner
) -> None:
    assert cohort_grid(spring, now=timezone.now()).sentence == headline_sentence([], active=0, new=1)
    study(ada)
    new_learner(spring, "Bo")
    sentence = cohort_grid(spring, now=timezone.now()).sentence
    assert sentence == headline_sentence([], active=1, new=1)


def test_try_runs_and_our_own_faults_make_nobody_stuck(ada: User, spring: Cohort, submit: Submit) -> None:
    for _ in range(4):
        submit(ada, "failed", mode=ModeChoice.TRY)
        submit(ada, "internal")
    assert not row_of(ada, spring).need.is_urgent


def test_failures_of_different_exercises_do_not_add_up(ada: User, spring: Cohort, submit: Submit) -> None:
    for slug in ("two-layer-backprop", "byte-pair-encoding"):
        submit(ada, slug=slug)
        submit(ada, slug=slug)
    assert not row_of(ada, spring).need.is_urgent


def test_a_week_without_activity_counts_as_inactive(ada: User, spring: Cohort, study: Study) -> None:
    study(ada, days_ago=7)
    row = row_of(ada, spring)
    assert (row.need.short, row.last_active_text) == ("inactive for 7 days", "7 days ago")


def test_any_activity_counts(ada: User, spring: Cohort, study: Study) -> None:
    study(ada, days_ago=12)
    TopicMark.objects.create(learner=ada, topic=Topic.objects.get(uid="calculus"), state=MarkState.DONE)
    assert row_of(ada, spring).last_active_text == "today"


def test_learners_who_need_the_mentor_come_first(
    ada: User, spring: Cohort, study: Study, submit: Submit, new_learner: Learner
) -> None:
    bo, cy, di = (new_learner(spring, name) for name in ("Bo", "Cy", "Di"))
    for learner, days in ((ada, 0), (bo, 8), (cy, 11), (di, 1)):
        study(learner, days_ago=days)
    for _ in range(3):
        submit(di)
    grid = cohort_grid(spring, now=timezone.now())
    assert [str(row.learner) for row in grid.rows] == ["Di", "Cy", "Bo", "Ada"]
    assert grid.headline == headline(3)
    assert grid.sentence.startswith(
        "Di is stuck on Backpropagation through two layers (3 submissions, no pass); Cy has been"
    )
    assert grid.sentence.endswith(f"The other one was {ACTIVE_LATELY}.")


def test_a_cell_shows_the_state_topics_and_hours_of_its_phase(ada: User, spring: Cohort, study: Study) -> None:
    study(ada, "linear-algebra", minutes=150)
    study(ada, "calculus", minutes=60, days_ago=1)
    TopicMark.objects.create(learner=ada, topic=Topic.objects.get(uid="linear-algebra"), state=MarkState.DONE)
    first, *others = row_of(ada, spring).cells
    total = len(outline_for(ada).phases[0].topics)
    assert (first.state, first.lines[0]) == (CellState.DOING, f"1 of {total} topics")
    assert first.lines[1].startswith("3.5 of ")
    assert {cell.state for cell in others} == {CellState.TODO}


def test_the_states_match_the_learners_own_page(ada: User, spring: Cohort, study: Study, submit: Submit) -> None:
    study(ada, "calculus")
    submit(ada)
    for uid, state in (("linear-algebra", MarkState.DONE), ("classical-algorithms", MarkState.SKIPPED)):
        TopicMark.objects.create(learner=ada, topic=Topic.objects.get(uid=uid), state=state)
    cells = cells_by(Dimension.TOPIC, ada, spring)
    states = {topic.title: topic.state.value for topic in outline_for(ada).path}
    assert {cell.column.title: str(cell.state).replace("claimed", "done") for cell in cells} == states


def test_skipped_topics_cost_no_hours(ada: User, spring: Cohort, roadmap: None) -> None:
    earlier_line = row_of(ada, spring).cells[0].lines[-1]
    TopicMark.objects.create(learner=ada, topic=Topic.objects.get(uid="calculus"), state=MarkState.SKIPPED)
    after = row_of(ada, spring).cells[0].lines[-1]
    calculus = Topic.objects.get(uid="calculus").hours_for("refresher")
    assert calculus
    pairs = zip(figures(earlier_line)[1:], figures(after)[1:], strict=True)
    assert tuple(round(10 * (float(a) - float(b))) for a, b in pairs) == calculus.ends


def test_what_is_done_is_a_claim_until_every_exercise_is_passed(ada: User, spring: Cohort, submit: Submit) -> None:
    topic = Topic.objects.get(uid="calculus")
    TopicMark.objects.create(learner=ada, topic=topic, state=MarkState.DONE)

    def state() -> CellState:
        [cell] = [cell for cell in cells_by(Dimension.TOPIC, ada, spring) if cell.column.title == topic.title]
        return cell.state

    slugs = list(topic.exercises.open().values_list("slug", flat=True))
    for slug in slugs[1:]:
        submit(ada, "passed", slug=slug)
    assert state() == CellState.CLAIMED
    submit(ada, "passed", slug=slugs[0])
    assert state() == CellState.PROVEN


def test_an_exercise_says_how_it_went(ada: User, spring: Cohort, submit: Submit) -> None:
    submit(ada, "failed")
    submit(ada, "failed", slug="byte-pair-encoding", mode=ModeChoice.TRY)
    submit(ada, "passed", slug="matmul")
    cells = {cell.column.key: cell for cell in cells_by(Dimension.EXERCISE, ada, spring)}
    states = [cells[f"exercise={slug}"].state for slug in ("two-layer-backprop", "byte-pair-encoding", "matmul")]
    assert states == [CellState.DOING, CellState.TODO, CellState.PROVEN]
    assert cells["exercise=matmul"].lines == ("1 submission",)


def test_this_week_begins_on_the_learners_monday(ada: User, spring: Cohort, study: Study) -> None:
    weekday = timezone.now().astimezone(ada.zone).weekday()
    study(ada, minutes=60)
    study(ada, minutes=30, days_ago=weekday + 1)
    row = row_of(ada, spring)
    assert (row.week_minutes, row.total_minutes) == (60, 90)


def test_the_queries_do_not_depend_on_the_number_of_learners(
    emmy: User, spring: Cohort, study: Study, submit: Submit, new_learner: Learner, client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries, django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = client_of(emmy)

    def fill(names: list[str]) -> None:
        for name in names:
            learner = new_learner(spring, name)
            study(learner, days_ago=len(name))
            submit(learner, "failed")
            submit(learner, "passed", slug="byte-pair-encoding")

    fill(["Bo", "Cy"])
    cache.clear()  # the version of an open page is cached for ten seconds
    with django_assert_max_num_queries(50) as few:
        assert client.get("/cohorts/spring/").status_code == 200
    fill([f"Learner{n} N" for n in range(27)])
    cache.clear()
    with django_assert_num_queries(len(few)):
        page = client.get("/cohorts/spring/").content.decode()
    assert page.count('<th scope="row">') == 30


def test_states_have_a_sign_and_a_word(
    emmy: User, spring: Cohort, study: Study, ada: User, client_of: ClientOf
) -> None:
    study(ada)
    page = client_of(emmy).get("/cohorts/spring/").content.decode()
    for state in (CellState.DOING, CellState.TODO):
        assert f">{state.sign} {state.word} <" in page
    assert page.count('scope="col"') == 10


def test_an_empty_cohort_links_to_invitations(
    grace: User, emmy: User, spring: Cohort, roadmap: None, client_of: ClientOf
) -> None:
    spring.memberships.learners().delete()
    assert "<table" not in client_of(emmy).get("/cohorts/spring/").content.decode()
    assert "/cohorts/spring/invitations/" in client_of(grace).get("/cohorts/spring/").content.decode()
    assert "/cohorts/spring/invitations/" not in client_of(emmy).get("/cohorts/spring/").content.decode()


def test_before_a_roadmap_is_loaded_the_page_says_so(
    emmy: User, spring: Cohort, roadmap: None, client_of: ClientOf
) -> None:
    Roadmap.objects.update(retired=True)
    answer = client_of(emmy).get("/cohorts/spring/")
    assert answer.status_code == 200
    assert "curriculum/no_roadmap.html" in [template.name for template in answer.templates]


@pytest.mark.parametrize("days", [3, 9])
def test_a_new_learner_needs_no_attention_for_a_week(
    spring: Cohort, roadmap: None, new_learner: Learner, days: int
) -> None:
    bo = new_learner(spring, "Bo")
    spring.memberships.filter(user=bo).update(joined_on=timezone.localdate() - timedelta(days=days))
    need = row_of(bo, spring).need
    assert ("9 days" in need.short) == (days >= 7)


def test_learners_with_the_same_name_show_their_address(
    emmy: User, spring: Cohort, roadmap: None, new_learner: Learner, client_of: ClientOf
) -> None:
    bo = new_learner(spring, "Bo Li")
    for address in ("sam@a.org", "sam@b.org"):
        sam = User.objects.create(email=address, name="Sam Hansen")
        Membership.objects.create(cohort=spring, user=sam, joined_on=timezone.localdate() - timedelta(days=9))
    client = client_of(emmy)
    page = client.get("/cohorts/spring/").text
    assert "Sam Hansen (sam@a.org) joined 9 days ago" in page
    assert "Sam Hansen (sam@b.org)</a>" in page
    assert bo.email not in page
    assert "sam@b.org" in client.get(f"/cohorts/spring/learners/{sam.uid}/").text
    assert bo.email not in client.get(f"/cohorts/spring/learners/{bo.uid}/").text


def test_a_verdict_says_learner_not_you_to_a_mentor(
    ada: User, emmy: User, spring: Cohort, submit: Submit, client_of: ClientOf
) -> None:
    submit(ada, "error")
    page = client_of(emmy).get("/cohorts/spring/").text
    assert "✗ raised an error" in page
    assert "your code" not in page
