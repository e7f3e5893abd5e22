"""The difficulty of an exercise follows from the attempts that learners needed."""

from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from exercises.catalogue.difficulties import MIN_LEARNERS, measure_difficulties
from exercises.models import Exercise, ModeChoice, Submission, VerdictChoice

Run = Callable[..., Submission]


@pytest.fixture
def people(db: None) -> list[User]:
    return [User.objects.create(email=f"{n}@example.org", name=str(n)) for n in range(MIN_LEARNERS)]


def measured_difficulty(exercise: Exercise) -> int | None:
    measure_difficulties()
    exercise.refresh_from_db()
    return exercise.measured_difficulty


@pytest.mark.parametrize(("failures", "difficulty"), [(0, 1), (1, 2), (2, 2), (3, 3)])
def test_it_follows_from_the_attempts_up_to_the_first_pass(
    exercise: Exercise, people: list[User], run: Run, failures: int, difficulty: int
) -> None:
    for person in people:
        for _ in range(failures):
            run(exercise, person, VerdictChoice.FAILED)
        run(exercise, person)
        for verdict in (VerdictChoice.FAILED, VerdictChoice.PASSED, VerdictChoice.FAILED):
            run(exercise, person, verdict)
    assert measured_difficulty(exercise) == difficulty
    assert exercise.difficulty_level == difficulty


def test_half_of_the_learners_at_the_first_attempt_is_still_easy(
    exercise: Exercise, people: list[User], run: Run
) -> None:
    for number, person in enumerate(people):
        for _ in range(number % 2):
            run(exercise, person, VerdictChoice.FAILED)
        run(exercise, person)
    assert measured_difficulty(exercise) == 1
    run(exercise, people[0], VerdictChoice.FAILED)
    assert measured_difficulty(exercise) == 1  # she had passed before


def test_tries_faults_of_ours_and_learners_without_a_pass_do_not_count(
    exercise: Exercise, people: list[User], ada: User, run: Run
) -> None:
    for person in people:
        run(exercise, person, VerdictChoice.FAILED, ModeChoice.TRY)
        run(exercise, person, VerdictChoice.INTERNAL)
        run(exercise, person)
    for _ in range(99):
        run(exercise, ada, VerdictChoice.FAILED)
    assert measured_difficulty(exercise) == 1


def test_with_too_few_learners_the_authors_estimate_stands(exercise: Exercise, people: list[User], run: Run) -> None:
    for person in people[1:]:
        run(exercise, person)
    assert measured_difficulty(exercise) is None
    assert exercise.difficulty_level == exercise.difficulty == 2


def test_it_writes_only_changes(
    exercise: Exercise, people: list[User], run: Run, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for person in people:
        run(exercise, person)
    assert measure_difficulties() == 1
    with django_assert_num_queries(2):
        assert measure_difficulties() == 0
