"""Leads set up a scheme of marks, mentors read the gradebook, and a learner sees how their mark came about."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.marks.candidates import candidates_of
from cohorts.marks.forms import NO_DATE, NO_ROWS, UNKNOWN_ROW, WRONG_YEAR
from cohorts.marks.models import MarkRow, MarkScheme, local_text
from cohorts.marks.subjects import Subjects
from cohorts.tests.conftest import Learner, Submit
from cohorts.tests.marks import CHECKPOINT, DAY, DUE, EXERCISE, HOUR, TOPIC, add_row, make_scheme
from curriculum.models import Checkpoint, Topic
from exercises.models import Exercise
from progress.roadmap.roadmaps import curriculum

ClientOf = Callable[[User], Client]
URL = "/cohorts/spring/marks/"
SETTINGS = {
    "time_zone": "Europe/Berlin", "percent_signed_off": 80, "percent_claimed": 0, "late_kind": "per_day",
    "late_percent": 10, "late_cap": 50, "late_days": 0,
}  # fmt: skip
TERMS = {"points": 5, "due": "never", "due_at": ""}

pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def cohort(spring: Cohort) -> Cohort:
    Membership.objects.update(joined_on=date(2026, 3, 2))
    spring.refresh_from_db()
    return spring


@pytest.fixture
def scheme(cohort: Cohort) -> MarkScheme:
    return make_scheme(cohort)


def test_a_cohort_without_a_scheme_has_no_marks(ada: User, emmy: User, cohort: Cohort, client_of: ClientOf) -> None:
    assert 'id="no-marks"' in client_of(emmy).get(URL).text
    assert client_of(ada).get(f"{URL}{ada.uid}/").status_code == 404
    assert "See your marks" not in client_of(ada).get("/cohorts/spring/about/").text


def test_a_lead_sets_up_a_scheme_in_two_steps(lena: User, cohort: Cohort, client_of: ClientOf) -> None:
    client = client_of(lena)
    answer = client.post(f"{URL}scheme/", SETTINGS)
    assert answer.headers["Location"] == f"{URL}rows/add/"
    phase = candidates_of(curriculum(), ())[2]
    answer = client.post(f"{URL}rows/add/", TERMS | {"rows": ["all-exercises:3", f"checkpoint={CHECKPOINT}"]})
    assert answer.status_code == 302
    rows = list(MarkRow.objects.all())
    assert [row.title for row in rows] == [
        *(item.title for item in phase.exercises),
        rows[-1].title,
    ]
    assert {row.points for row in rows} == {5}


def test_adding_the_same_again_adds_nothing(lena: User, scheme: MarkScheme, client_of: ClientOf) -> None:
    client = client_of(lena)
    for count in (1, 1):
        client.post(f"{URL}rows/add/", TERMS | {"rows": [f"topic={TOPIC}"]})
        assert scheme.rows.count() == count


TWICE = (f"exercise={EXERCISE}", f"topic={TOPIC}")


@pytest.mark.parametrize("added", [TWICE[:1], TWICE[1:], TWICE], ids=["exercise", "topic", "both"])
def test_adding_what_counts_already_says_that_an_exercise_counts_twice(
    lena: User, scheme: MarkScheme, client_of: ClientOf, added: tuple[str, ...]
) -> None:
    client = client_of(lena)
    for row in set(TWICE) - set(added):
        client.post(f"{URL}rows/add/", TERMS | {"rows": [row]})
    answer = client.post(f"{URL}rows/add/", TERMS | {"rows": list(added)}, follow=True)
    exercise, topic = Exercise.objects.get(slug=EXERCISE).title, Topic.objects.get(uid=TOPIC).title
    assert scheme.rows.count() == 2
    warning = f"“{exercise}” also counts in the topic “{topic}”."
    assert warning in str(list(answer.context["messages"])[-1])
    assert all(warning in client.get(url).text for url in (URL, f"{URL}scheme/"))


def test_a_checkpoint_with_exercises_that_count_is_named(lena: User, scheme: MarkScheme, client_of: ClientOf) -> None:
    answer = client_of(lena).post(f"{URL}rows/add/", TERMS | {"rows": ["all-exercises:4", f"checkpoint={CHECKPOINT}"]})
    assert answer.status_code == 302
    [overlaps] = [Subjects(scheme, curriculum()).overlaps]
    proofs = {pk for part in overlaps[0].whole.parts for pk in part.exercises}
    assert {item.exercise.row.exercise_id for item in overlaps} == proofs & set(
        scheme.rows.values_list("exercise", flat=True)
    )
    title = Checkpoint.objects.get(uid=CHECKPOINT).title
    assert f"checkpoint “{title}”" in client_of(lena).get(URL).text


def test_nothing_is_said_where_no_exercise_counts_twice(lena: User, scheme: MarkScheme, client_of: ClientOf) -> None:
    add_row(scheme, topic=TOPIC)
    [*_, last] = candidates_of(curriculum(), ())
    assert TOPIC not in {topic.value.removeprefix("topic=") for topic in last.topics}
    client = client_of(lena)
    answer = client.post(f"{URL}rows/add/", TERMS | {"rows": [last.exercises[0].value]}, follow=True)
    assert scheme.rows.count() == 2
    assert len(list(answer.context["messages"])) == 1
    assert "twice" not in client.get(URL).text


def test_times_are_those_of_the_cohort(lena: User, scheme: MarkScheme, client_of: ClientOf) -> None:
    """Lena's own clock is in UTC."""
    new = {"rows": [f"exercise={EXERCISE}"], "due": "date", "due_at": "2026-04-17T23:59"}
    client_of(lena).post(f"{URL}rows/add/", TERMS | new)
    row = scheme.rows.get()
    assert row.due_at == DUE
    page = client_of(lena).get(f"{URL}rows/{row.uid}/").text
    assert 'value="2026-04-17T23:59"' in page


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"rows": [f"topic={TOPIC}"], "due": "date"}, NO_DATE),
        ({"rows": []}, NO_ROWS),
        ({"rows": ["topic=nonsense"]}, UNKNOWN_ROW),
        ({"rows": [f"topic={TOPIC}"], "points": 0}, "Enter 1 or more."),
        ({"rows": [f"topic={TOPIC}"], "due": "date", "due_at": "9999-12-31T23:59"}, WRONG_YEAR),
        ({"rows": [f"topic={TOPIC}"], "due": "date", "due_at": "2026-03-29T02:30"}, "Europe/Berlin"),  # no such time
    ],
)
def test_wrong_input_is_explained_and_loses_nothing(
    lena: User, scheme: MarkScheme, client_of: ClientOf, fields: dict[str, object], message: str
) -> None:
    answer = client_of(lena).post(f"{URL}rows/add/", TERMS | fields)
    assert answer.status_code == 200
    assert message in answer.text
    if fields["rows"] == [f"topic={TOPIC}"]:
        assert f'value="topic={TOPIC}" checked' in answer.text
    assert not scheme.rows.exists()


def test_a_removed_row_no_longer_counts_and_can_come_back(lena: User, scheme: MarkScheme, client_of: ClientOf) -> None:
    row, client = add_row(scheme), client_of(lena)
    page = client.post(f"{URL}rows/{row.uid}/remove/", follow=True).text
    assert not scheme.rows.current().exists()
    token = page.partition('name="undo_token" value="')[2].partition('"')[0]
    client.post(f"{URL}rows/restore/", {"undo_token": token})
    assert scheme.rows.current().get() == row


def test_a_row_that_was_removed_can_be_added_again(lena: User, scheme: MarkScheme, client_of: ClientOf) -> None:
    row, client = add_row(scheme), client_of(lena)
    client.post(f"{URL}rows/{row.uid}/remove/")
    client.post(f"{URL}rows/add/", TERMS | {"rows": [f"exercise={EXERCISE}"]})
    again = scheme.rows.current().get()
    assert (again.uid, again.points) == (row.uid, 5)


def test_the_gradebook_shows_points_for_each_row(
    ada: User, emmy: User, scheme: MarkScheme, submit: Submit, client_of: ClientOf
) -> None:
    scheme.late_kind = "per_day"
    scheme.save()
    add_row(scheme, due_at=DUE)
    submit(ada, "passed", at=DUE + HOUR)
    page = client_of(emmy).get(URL).text
    assert "<b>9</b> of 10" in page
    assert "<small>late</small>" in page


def test_a_learner_sees_how_their_mark_came_about(
    ada: User, emmy: User, scheme: MarkScheme, submit: Submit, client_of: ClientOf
) -> None:
    scheme.late_kind = "per_day"
    scheme.save()
    row = add_row(scheme, due_at=DUE)
    run = submit(ada, "passed", at=DUE + 2 * DAY + HOUR)
    scheme.exceptions.create(learner=ada, row=row, extra_days=1, reason="Dentist", writer=emmy)
    page = client_of(ada).get(f"{URL}{ada.uid}/").text
    for text in (
        "8 of 10 points", "due 18 Apr 2026, 23:59", "extended", "from 17 Apr 2026, 23:59", "1 more day (Dentist)",
        f"/submissions/{run.uid}", "2 days late, −20\u00a0%", "Emmy",
    ):  # fmt: skip
        assert text in page
    assert "See your marks" in client_of(ada).get("/cohorts/spring/about/").text


def test_only_the_learner_and_staff_see_it(
    ada: User, emmy: User, scheme: MarkScheme, new_learner: Learner, client_of: ClientOf
) -> None:
    bo = new_learner(scheme.cohort, "Bo")
    for reader, status in ((ada, 200), (emmy, 200), (bo, 404)):
        assert client_of(reader).get(f"{URL}{ada.uid}/").status_code == status
    MarkScheme.objects.update(is_shown=False)
    for reader, status in ((ada, 404), (emmy, 200)):
        assert client_of(reader).get(f"{URL}{ada.uid}/").status_code == status


def test_the_pages_need_no_more_queries_for_more_rows_and_learners(
    ada: User, emmy: User, scheme: MarkScheme, submit: Submit, new_learner: Learner, client_of: ClientOf
) -> None:
    for fields in ({"exercise": EXERCISE}, {"topic": TOPIC}, {"checkpoint": CHECKPOINT}):
        add_row(scheme, **fields)
    addresses = (URL, f"{URL}{ada.uid}/", f"{URL}exceptions/", f"{URL}exceptions/grant/")
    client = client_of(emmy)

    def counts() -> list[int]:
        numbers = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            numbers.append(len(queries))
        return numbers

    scheme.exceptions.create(learner=ada, extra_days=1, reason="ill", writer=emmy)
    few = counts()
    for topic in ("calculus", "linear-algebra", "transformers"):
        add_row(scheme, topic=topic)
    for name in ("Bo", "Cy", "Di"):
        learner = new_learner(scheme.cohort, name)
        submit(learner, "passed")
        scheme.exceptions.create(learner=learner, extra_days=1, reason="ill", writer=emmy)
    assert counts() == few


def test_a_clone_has_the_same_scheme_with_dates_of_its_own(lena: User, scheme: MarkScheme, client_of: ClientOf) -> None:
    add_row(scheme, due_at=DUE)  # in summer time
    removed = add_row(scheme, exercise="byte-pair-encoding")
    client = client_of(lena)
    client.post(f"{URL}rows/{removed.uid}/remove/")
    client.post("/cohorts/spring/clone/", {"title": "Winter", "started_on": "2026-11-02"})
    clone = MarkScheme.objects.get(cohort__title="Winter")
    assert not clone.is_shown
    assert local_text(clone.rows.get().due_at or DUE, clone.zone) == "18 Dec 2026, 23:59"  # 35 weeks later
    assert MarkRow.objects.filter(scheme=scheme).count() == 2


def test_a_nonsense_address_is_not_found(emmy: User, scheme: MarkScheme, client_of: ClientOf) -> None:
    assert client_of(emmy).get(f"{URL}{uuid4()}/").status_code == 404
