"""A mentor finds learners in the grid, and the address says what is shown."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db.models import Count
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.grid import queries
from cohorts.grid.choice import ALL_PHASES, Dimension, GridChoice, LearnerFilter, SortOrder
from cohorts.grid.queries import LEARNERS_PER_PAGE, cohort_grid, whole_grid
from cohorts.tests.conftest import Learner, Study, Submit
from curriculum.models import Topic
from exercises.models import Exercise
from progress.plan.models import StudyPlan
from progress.roadmap.roadmaps import curriculum

ClientOf = Callable[[User], Client]


def names(cohort: Cohort, **choice: str) -> list[str]:
    page = cohort_grid(cohort, GridChoice.from_query(choice), now=timezone.now())
    return [str(row.learner) for row in page.rows]


@pytest.fixture
def four(ada: User, spring: Cohort, study: Study, submit: Submit, new_learner: Learner) -> Cohort:
    """Di is stuck, Cy silent, Bo falls behind the plan, and Ada on it."""
    bo, cy, di = (new_learner(spring, name) for name in ("Bo Li", "Cy Q", "Di X"))
    for learner, days in ((ada, 0), (bo, 0), (cy, 11), (di, 3)):
        study(learner, days_ago=days)
    for _ in range(3):
        submit(di)
    start = ada.today - timedelta(days=28)
    Membership.objects.filter(user=bo).update(joined_on=start)
    StudyPlan.objects.create(learner=bo, start=start, minutes_a_day=60, weekdays="1234567")
    return spring


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("attention", ["Di X", "Cy Q", "Bo Li", "Ada"]),
        ("pace", ["Bo Li", "Di X", "Cy Q", "Ada"]),
        ("stuck", ["Di X", "Cy Q", "Bo Li", "Ada"]),
        ("silent", ["Cy Q", "Di X", "Bo Li", "Ada"]),
        ("name", ["Ada", "Bo Li", "Cy Q", "Di X"]),
        ("nonsense", ["Di X", "Cy Q", "Bo Li", "Ada"]),
    ],
)
def test_each_order(four: Cohort, sort: str, order: list[str]) -> None:
    assert names(four, sort=sort) == order


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        ({"q": " bo "}, ["Bo Li"]),
        ({"q": "DI@EXAMPLE"}, ["Di X"]),
        ({"q": "nobody"}, []),
        ({"show": "attention"}, ["Di X", "Cy Q", "Bo Li"]),
        ({"show": "stuck"}, ["Di X"]),
        ({"show": "silent"}, ["Cy Q"]),
        ({"show": "behind"}, ["Bo Li"]),
        ({"show": "asks"}, []),
        ({"show": "seen"}, []),
        ({"show": "attention", "q": "i"}, ["Di X", "Bo Li"]),
    ],
)
def test_search_and_filters(four: Cohort, choice: dict[str, str], found: list[str]) -> None:
    assert names(four, **choice) == found


def test_the_address_carries_the_whole_choice() -> None:
    choice = GridChoice(
        by=Dimension.TOPIC, sort=SortOrder.PACE, show=LearnerFilter.STUCK, search="a&b", phase=3, page="2"
    )
    pairs = dict(pair.split("=") for pair in choice.query.split("&"))
    assert pairs == {"by": "topic", "sort": "pace", "show": "stuck", "q": "a%26b", "phase": "3", "page": "2"}
    assert GridChoice().query == ""


@pytest.mark.parametrize("odd", ["", "²", "-1", "9" * 50, "x"])
def test_odd_addresses_mean_the_default(four: Cohort, emmy: User, client_of: ClientOf, odd: str) -> None:
    query = {"by": odd, "sort": odd, "show": odd, "phase": odd, "page": odd}
    assert client_of(emmy).get("/cohorts/spring/", query).status_code == 200


def test_a_large_cohort_comes_in_pages_of_constant_cost(
    emmy: User, four: Cohort, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = client_of(emmy)
    cache.clear()  # the version of an open page is cached for ten seconds
    with django_assert_max_num_queries(50) as few:
        client.get("/cohorts/spring/?by=topic")
    people = User.objects.bulk_create(
        User(email=f"l{number}@example.org", name=f"Learner {number}") for number in range(LEARNERS_PER_PAGE + 5)
    )
    Membership.objects.bulk_create(Membership(cohort=four, user=person, role="learner") for person in people)
    cache.clear()
    with django_assert_num_queries(len(few)):
        first = client.get("/cohorts/spring/?by=topic")
    rows = [row.learner for row in first.context["grid"].rows]
    assert len(rows) == LEARNERS_PER_PAGE
    second = client.get("/cohorts/spring/?by=topic&page=2").context["grid"].rows
    assert len(second) == 9
    assert not {row.learner for row in second} & set(rows)


def test_exercises_are_those_of_the_phase_where_most_learners_are(
    emmy: User, four: Cohort, submit: Submit, client_of: ClientOf
) -> None:
    client = client_of(emmy)
    for name, slug in (("Ada", "matmul"), ("Bo Li", "byte-pair-encoding"), ("Cy Q", "byte-pair-encoding")):
        submit(User.objects.get(name=name), slug=slug)
    grid = client.get("/cohorts/spring/?by=exercise").context["grid"]
    keys = {column.key for column in grid.columns}
    assert "exercise=byte-pair-encoding" in keys
    assert "exercise=matmul" not in keys
    everything = client.get(f"/cohorts/spring/{grid.all_phases}").context["grid"]
    assert everything.phase == ALL_PHASES
    assert len(everything.columns) > len(grid.columns) > 0
    assert not everything.all_phases
    chosen = client.get("/cohorts/spring/?by=exercise&phase=1").context["grid"]
    assert "exercise=matmul" in {column.key for column in chosen.columns}


def test_an_exercise_of_several_topics_has_one_column_below_its_main_topic(spring: Cohort, roadmap: None) -> None:
    columns = whole_grid(spring, GridChoice(by=Dimension.EXERCISE), reader=None, now=timezone.now()).columns
    keys = [column.key for column in columns]
    assert len(set(keys)) == len(keys) > 0
    exercise = Exercise.objects.annotate(topic_count=Count("topics")).filter(topic_count__gt=1).first()
    assert exercise is not None
    [column] = [column for column in columns if column.key == f"exercise={exercise.slug}"]
    assert column.over == Topic.objects.get(uid=curriculum(None).main_topics[exercise.pk]).short_title


def test_without_submissions_the_exercises_are_those_of_the_first_phase(spring: Cohort, roadmap: None) -> None:
    grid = cohort_grid(spring, GridChoice(by=Dimension.EXERCISE), now=timezone.now())
    assert grid.phase == 1


@pytest.mark.parametrize(("columns", "learners"), [(0, 50), (5, 50), (60, 33), (100, 20), (900, 10)])
def test_a_page_has_fewer_learners_where_a_row_is_long(columns: int, learners: int) -> None:
    assert queries.learners_per_page(columns) == learners


def test_the_file_has_everybody_in_the_order_of_the_page(
    emmy: User, four: Cohort, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LEARNERS_PER_PAGE", 2)
    answer = client_of(emmy).get("/cohorts/spring/grid.csv?by=exercise&sort=name")
    assert answer["Content-Disposition"].startswith('attachment; filename="spring-exercise-')
    lines = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert list(dict.fromkeys(line["name"] for line in lines)) == ["Ada", "Bo Li", "Cy Q", "Di X"]
