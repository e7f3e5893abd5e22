"""The files of marks: what Canvas and Moodle read, and plain data."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.marks.gradebook_files import canvas_titles, unique_titles
from cohorts.marks.models import MarkScheme
from cohorts.marks.subjects import Subjects
from cohorts.tests.conftest import Learner, Submit
from cohorts.tests.marks import DUE, EXERCISE, HOUR, add_row, grant, make_scheme
from exercises.models import Exercise
from progress.roadmap.roadmaps import curriculum

ClientOf = Callable[[User], Client]
URL = "/cohorts/spring/marks/files/"
OTHER = "byte-pair-encoding"

pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def scheme(spring: Cohort) -> MarkScheme:
    """An exercise that was due, and one that isn't."""
    Membership.objects.update(joined_on=date(2026, 3, 2))
    scheme = make_scheme(spring)
    add_row(scheme, due_at=DUE)
    add_row(scheme, exercise=OTHER, points=5)
    return scheme


def lines(client: Client, kind: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(client.get(f"{URL}{kind}/").text)))


def test_canvas_gets_its_columns_its_points_and_its_word_for_excused(
    ada: User, emmy: User, scheme: MarkScheme, submit: Submit, new_learner: Learner, client_of: ClientOf
) -> None:
    bo = new_learner(scheme.cohort, "Bo")
    submit(ada, "passed", at=DUE - HOUR)
    grant(scheme, learner=bo, row=scheme.rows.first(), is_excused=True)
    titles = [row.title for row in scheme.rows.with_subjects()]
    assert lines(client_of(emmy), "canvas") == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *titles],
        ["    Points Possible", "", "", "", "", "10", "5"],
        ["Ada (ada@example.org)", "", "", "ada@example.org", "Spring", "10", ""],
        ["Bo (bo@example.org)", "", "", "bo@example.org", "Spring", "EX", ""],
    ]


def test_a_row_with_an_id_fills_that_assignment(emmy: User, scheme: MarkScheme, client_of: ClientOf) -> None:
    row = scheme.rows.with_subjects()[0]
    scheme.rows.filter(pk=row.pk).update(canvas_id=4711)
    assert lines(client_of(emmy), "canvas")[0][5] == f"{row.title} (4711)"


@pytest.mark.parametrize("title", ["Softmax (2)", "Your Final Score", "Section", "Override Grade"])
def test_no_title_is_taken_for_something_of_canvas(scheme: MarkScheme, title: str) -> None:
    Exercise.objects.filter(slug=EXERCISE).update(title=title)
    [name, _] = canvas_titles(Subjects(scheme, curriculum()).all)
    assert name.casefold().startswith(title.casefold())
    assert not re.search(r"\(\d+\)$|(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)", name)
    assert name != "Section"


def test_rows_with_the_same_title_get_different_columns(scheme: MarkScheme) -> None:
    Exercise.objects.filter(slug__in=(EXERCISE, OTHER)).update(title="Attention")
    assert len(set(unique_titles(Subjects(scheme, curriculum()).all))) == 2


@pytest.mark.parametrize("name", ["Points Possible", "Emil Novak"])
def test_nobody_gets_another_line_by_their_name(
    emmy: User, scheme: MarkScheme, new_learner: Learner, client_of: ClientOf, name: str
) -> None:
    """Canvas takes a line whose first cell contains “Points Possible” for the points, and a name for its learner."""
    learner = new_learner(scheme.cohort, name)
    cells = [line[0] for line in lines(client_of(emmy), "canvas")[2:]]
    assert not any("Points Possible" in cell or cell == name for cell in cells)
    assert any(learner.email in cell for cell in cells)


@pytest.mark.parametrize("kind", ["canvas", "moodle", "data"])
def test_no_cell_is_a_formula(ada: User, emmy: User, scheme: MarkScheme, client_of: ClientOf, kind: str) -> None:
    User.objects.filter(pk=ada.pk).update(name="=HYPERLINK(1)", email="+ada@example.org")
    Exercise.objects.filter(slug=EXERCISE).update(title="@SUM(1)")
    cells = [cell for line in lines(client_of(emmy), kind) for cell in line]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_moodle_gets_the_address_and_an_id_of_each_learner(
    ada: User, emmy: User, scheme: MarkScheme, submit: Submit, client_of: ClientOf
) -> None:
    submit(ada, "passed", at=DUE - HOUR)
    titles = [row.title for row in scheme.rows.with_subjects()]
    assert lines(client_of(emmy), "moodle") == [
        ["Full name", "Email address", "ID number", *titles],
        ["Ada", "ada@example.org", str(ada.uid), "10", ""],
    ]


def test_the_data_has_a_line_for_each_learner_and_row(
    ada: User, emmy: User, scheme: MarkScheme, submit: Submit, client_of: ClientOf
) -> None:
    submit(ada, "passed", at=DUE - HOUR)
    head, first, second = lines(client_of(emmy), "data")
    row = dict(zip(head, first, strict=True))
    exercise = Exercise.objects.get(slug=EXERCISE)
    assert (row["uid"], row["points"], row["state"], row["basis"]) == (exercise.uid, "10.0", "marked", "proven")
    assert row["\ufefflearner"] == str(ada.uid)
    assert dict(zip(head, second, strict=True))["state"] == "open"
    data = json.loads(client_of(emmy).get(f"{URL}json/").text)
    [learner] = data["learners"]
    assert (learner["points"], learner["possible"]) == (10, 15)
    assert [item["points"] for item in learner["rows"]] == [10, 0]


def test_only_staff_can_download_and_only_what_there_is(
    ada: User, emmy: User, scheme: MarkScheme, client_of: ClientOf
) -> None:
    assert client_of(ada).get(f"{URL}canvas/").status_code == 404
    assert client_of(emmy).get(f"{URL}nonsense/").status_code == 404
