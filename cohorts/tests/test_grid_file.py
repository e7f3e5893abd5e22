"""The grid as a file is data: a line for each learner and phase, topic or exercise, and the same columns always."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.exports import files
from cohorts.exports.files import ExportRequest
from cohorts.grid import csv_file
from cohorts.grid.choice import Dimension
from cohorts.grid.csv_file import COLUMNS, TOO_MANY
from cohorts.tests.conftest import Learner, Study, Submit
from cohorts.tests.sign_offs import ask, decide
from curriculum.models import Checkpoint, Criterion, Topic
from exercises.models import Exercise
from progress.checkpoints.models import CriterionMark
from progress.checkpoints.rules import Status
from progress.plan.models import StudyPlan
from progress.topic.models import MarkState, TopicMark
from tests.processor import processor_bound

ClientOf = Callable[[User], Client]
Line = dict[str, str]
ALL = {by: f"?by={by}&phase=all&section=all" for by in Dimension}
pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def cohort(ada: User, emmy: User, spring: Cohort, study: Study, submit: Submit, new_learner: Learner) -> Cohort:
    """Ada has studied, passed, claimed and been signed off; Bo is stuck, and behind a plan of his own."""
    bo = new_learner(spring, "Bo Li")
    study(ada, minutes=95)
    study(bo, topic="calculus", days_ago=3)
    submit(ada, "passed", slug="matmul")
    for _ in range(3):
        submit(bo)
    for topic in Topic.objects.filter(uid__in=("linear-algebra", "calculus")):
        TopicMark.objects.create(learner=ada, topic=topic, state=MarkState.DONE)
    decide(emmy, ask(ada))
    claimed = Criterion.objects.filter(checkpoint__phase__number=1)[0]
    CriterionMark.objects.create(learner=ada, criterion=claimed, answer=CriterionMark.Answer.YES)
    start = bo.today - timedelta(days=28)
    Membership.objects.filter(user=bo).update(joined_on=start, external_id="17")
    StudyPlan.objects.create(learner=bo, start=start, minutes_a_day=60, weekdays="1234567")
    return spring


def read(client: Client, query: str) -> list[Line]:
    text = client.get(f"/cohorts/spring/grid.csv{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def words_of(line: Line) -> set[str]:
    """What the page says in a cell, made from the numbers of its line."""
    words = set()
    if line["kind"] == "phase":
        words.add(f"{line['done']} of {line['of']} topics")
        met = [(line[status.value], status.word) for status in Status if status.holds]
        if parts := [f"{count} {word}" for count, word in met if count != "0"]:
            words.add(f"{', '.join(parts)} (of {line['criteria']})")
    elif line["kind"] == "topic" and line["done"] != "0":
        words.add(f"{line['done']} of {line['of']} solved")
    elif line["submissions"] not in ("", "0"):
        words.add(f"{line['submissions']} submission{'s' * (line['submissions'] != '1')}")
    if line["kind"] == "phase" or float(line["hours"] or 0):
        low, high = float(line["hours_low"]), float(line["hours_high"])
        estimate = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        words.add(f"{float(line['hours']):g} of {estimate} h")
    return words


@pytest.mark.parametrize("by", Dimension)
def test_it_says_what_the_page_says(emmy: User, cohort: Cohort, client_of: ClientOf, by: Dimension) -> None:
    client = client_of(emmy)
    lines = {(line["learner"], line["uid"]): line for line in read(client, ALL[by])}
    grid = client.get(f"/cohorts/spring/{ALL[by]}").context["grid"]
    assert len(lines) == len(grid.rows) * len(grid.columns) > 0
    for row in grid.rows:
        for cell in row.cells:
            line = lines[str(row.learner.uid), cell.column.uid]
            assert (line["title"], line["state"]) == (cell.column.title, cell.state.value)
            assert words_of(line) == {text.replace("\u00a0", " ") for text in cell.lines}


def test_each_kind_of_state_and_number_is_in_it(ada: User, emmy: User, cohort: Cohort, client_of: ClientOf) -> None:
    client = client_of(emmy)
    phases = {line["phase"]: line for line in read(client, ALL[Dimension.PHASE]) if line["email"] == ada.email}
    assert (phases["1"]["claimed"], phases["1"]["hours"]) == ("1", "1.6")
    assert (phases["4"]["signed_off"], phases["4"]["claimed"]) == ("1", "0")
    exercises = read(client, ALL[Dimension.EXERCISE])
    assert {line["state"] for line in exercises} >= {"proven", "stuck", "todo"}
    assert {line["submissions"] for line in exercises} == {"0", "1", "3"}


def test_the_facts_about_a_learner_are_in_each_of_their_lines(emmy: User, cohort: Cohort, client_of: ClientOf) -> None:
    lines = [line for line in read(client_of(emmy), ALL[Dimension.TOPIC]) if line["name"] == "Bo Li"]
    assert {(line["external_id"], line["plan"], line["need"], line["total_hours"]) for line in lines} == {
        ("17", "own", "stuck", "1.5")
    }
    assert {(line["newest_exercise"], line["newest_verdict"]) for line in lines} == {("two-layer-backprop", "failed")}
    assert {float(line["hours_ahead"]) < 0 for line in lines} == {True}


def test_a_new_title_changes_no_column_and_no_uid(emmy: User, cohort: Cohort, client_of: ClientOf) -> None:
    client = client_of(emmy)
    earlier = read(client, ALL[Dimension.EXERCISE])
    Exercise.objects.filter(slug="matmul").update(title="Products")
    later = read(client, ALL[Dimension.EXERCISE])
    assert {line["title"] for line in later} - {line["title"] for line in earlier} == {"Products"}
    assert tuple(later[0]) == tuple(earlier[0]) == COLUMNS
    assert {line["uid"] for line in later} == {line["uid"] for line in earlier}


def test_each_column_is_documented() -> None:
    text = (Path(settings.BASE_DIR) / "docs" / "people.md").read_text()
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| ")]
    assert set(COLUMNS) <= {name.strip() for cell in rows for name in cell.split(",")}


def test_a_spreadsheet_computes_nothing_of_it(emmy: User, cohort: Cohort, client_of: ClientOf) -> None:
    User.objects.filter(name="Bo Li").update(name="=HYPERLINK(1)")
    Checkpoint.objects.update(title="@A1")
    Topic.objects.filter(uid="calculus").update(title="+1")
    for by in Dimension:
        for line in read(client_of(emmy), ALL[by]):
            assert not any(value.startswith(("=", "+", "@", "\t")) for value in line.values())
            assert not any(value.startswith("-") for name, value in line.items() if name != "hours_ahead")


def test_a_file_that_is_too_long_is_refused_with_what_to_do(
    emmy: User, cohort: Cohort, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_file, "MAX_LINES", 9)
    answer = client_of(emmy).get("/cohorts/spring/grid.csv?by=phase", follow=True)
    assert TOO_MANY.format(lines=10, most=9) in answer.text
    assert len(read(client_of(emmy), "?by=topic&phase=1&q=bo")) < 10


def test_an_archive_has_as_many_files_as_it_needs(
    lena: User, cohort: Cohort, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = client_of(lena).get(f"/cohorts/spring/grid.csv{ALL[Dimension.PHASE]}&sort=name").content.decode()
    monkeypatch.setattr(csv_file, "MAX_LINES", 9)
    request = ExportRequest(cohort=cohort, lead=lena, now=timezone.now(), after=0)
    texts = dict(files.grid_by(Dimension.PHASE, request).texts)
    assert list(texts) == ["grid-by-phase.csv", "grid-by-phase-2.csv"]
    heading, *rows = whole.splitlines()
    assert {text.splitlines()[0] for text in texts.values()} == {heading}
    assert [row for text in texts.values() for row in text.splitlines()[1:]] == rows


def test_all_exercises_of_300_learners_take_few_queries_and_less_than_a_second(
    emmy: User, cohort: Cohort, client_of: ClientOf, submit: Submit
) -> None:
    client = client_of(emmy)
    with CaptureQueriesContext(
        connection,
    ) as few:
        read(client, ALL[Dimension.EXERCISE])
    people = User.objects.bulk_create(User(email=f"l{at}@example.org", name=f"L {at}") for at in range(300))
    Membership.objects.bulk_create(Membership(cohort=cohort, user=person) for person in people)
    with CaptureQueriesContext(connection) as many:
        read(client, ALL[Dimension.EXERCISE])
    assert len(many) <= len(few)
    with processor_bound(1):
        assert client.get(f"/cohorts/spring/grid.csv{ALL[Dimension.EXERCISE]}").status_code == 200
