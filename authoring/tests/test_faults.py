"""Learners report what is wrong on a page, and hear what happens with it."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from authoring.drafts.publishing import publish_draft
from authoring.drafts.queries import draft_content
from authoring.faults.actions import MAX_A_DAY, FaultPage, answer_faults, report_fault, send_answer_notices, sentence_of
from authoring.faults.models import FaultKind, FaultReport, FaultState
from authoring.tests.conftest import Edit
from curriculum.models import Roadmap, Topic
from exercises.models import Exercise, Submission
from lib.errors import RefusedError
from notices.models import Notice, NoticeKind

ClientOf = Callable[[User], Client]
NEW = "/problems/new/"
QUEUE = "/problems/all/"
TEXT = "The sign is wrong: <b>−</b>, not +."


@pytest.fixture
def calculus(roadmap: None) -> Topic:
    topic: Topic = Topic.objects.get(uid="calculus")
    return topic


@pytest.fixture
def exercise(roadmap: None) -> Exercise:
    return Exercise.objects.get(slug="two-layer-backprop")


@pytest.fixture
def report(ada: User, calculus: Topic) -> FaultReport:
    return send(ada, FaultPage(topic=calculus))


def send(person: User, page: FaultPage, kind: FaultKind = FaultKind.FACT) -> FaultReport:
    return report_fault(person=person, page=page, kind=kind, text=TEXT, uid=uuid4())


def answer(person: User, *reports: FaultReport, state: FaultState, **values: str) -> None:
    answer_faults(person=person, reports=reports, state=state, **values)
    send_answer_notices()
    for report in reports:
        report.refresh_from_db()


def sentences(person: User) -> list[str]:
    return [notice.text for notice in Notice.objects.filter(person=person, kind=NoticeKind.FAULT).order_by("pk")]


# ---------------------------------------------------------------- reporting


def test_each_page_has_a_link_that_names_it(
    ada: User, calculus: Topic, exercise: Exercise, run: Callable[..., Submission], client_of: ClientOf
) -> None:
    submission, client = run(exercise, ada), client_of(ada)
    links = {
        reverse("progress:topic_detail", args=["calculus"]): "topic/calculus/",
        exercise.get_absolute_url(): "exercise/two-layer-backprop/",
        submission.get_absolute_url(): f"submission/{submission.uid}/",
    }
    for page, link in links.items():
        assert f'href="{NEW}{link}"' in client.get(page).text, page
        assert client.get(NEW + link).context["page"].url == page


def test_a_visitor_sees_no_such_link(calculus: Topic) -> None:
    assert NEW not in Client().get(reverse("progress:topic_detail", args=["calculus"])).text


def test_the_page_the_version_and_the_submission_are_attached(
    ada: User, exercise: Exercise, run: Callable[..., Submission], client_of: ClientOf
) -> None:
    submission = run(exercise, ada, digest="0123456789abcdef")
    answer = client_of(ada).post(f"{NEW}submission/{submission.uid}/", {"kind": "grader", "text": TEXT})
    assert answer["Location"] == submission.get_absolute_url()
    report = FaultReport.objects.get()
    assert (report.exercise, report.submission, report.version) == (exercise, submission, "01234567")
    assert (report.kind, report.text, report.state) == (FaultKind.GRADER, TEXT, FaultState.OPEN)


def test_a_topic_s_report_names_the_published_version(ada: User, grace: User, calculus: Topic, edit: Edit) -> None:
    assert send(ada, FaultPage(topic=calculus)).version == ""
    edit("calculus", title="Limits")
    draft = draft_content(Roadmap.objects.get()).draft
    assert draft
    version = publish_draft(person=grace, draft=draft, state=draft_content(draft.roadmap).state, note="")
    assert send(ada, FaultPage(topic=calculus)).version == str(version.number)


def test_nobody_reports_on_a_submission_of_somebody_else(
    carl: User, ada: User, exercise: Exercise, run: Callable[..., Submission], client_of: ClientOf
) -> None:
    url = f"{NEW}submission/{run(exercise, ada).uid}/"
    assert client_of(carl).post(url, {"kind": "grader", "text": TEXT}).status_code == 404


@pytest.mark.parametrize(
    "path", ["topic/no/", "exercise/no/", "submission/1/", f"submission/{UUID(int=1)}/", "phase/phase-1/"]
)
def test_a_page_that_is_not_there_has_no_form(ada: User, calculus: Topic, client_of: ClientOf, path: str) -> None:
    assert client_of(ada).get(NEW + path).status_code == 404


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "fact", "text": " "}, "text"),
        ({"kind": "fact", "text": "x" * (FaultReport.MAX_CHARS + 1)}, "text"),
        ({"kind": "praise", "text": TEXT}, "kind"),
    ],
)
def test_a_form_that_cannot_be_sent_says_why_and_loses_nothing(
    ada: User, calculus: Topic, client_of: ClientOf, values: dict[str, str], field: str
) -> None:
    page = client_of(ada).post(f"{NEW}topic/calculus/", values)
    assert page.context["form"].errors.keys() == {field}
    assert page.context["form"]["text"].value() == values["text"]
    assert not FaultReport.objects.exists()


def test_a_second_click_reports_once(ada: User, calculus: Topic) -> None:
    uid = uuid4()
    for _ in range(2):
        report_fault(person=ada, page=FaultPage(topic=calculus), kind=FaultKind.FACT, text=TEXT, uid=uid)
    assert FaultReport.objects.count() == 1


def test_there_are_ten_a_day(ada: User, carl: User, calculus: Topic, client_of: ClientOf) -> None:
    page = FaultPage(topic=calculus)
    for _ in range(MAX_A_DAY):
        send(ada, page)
    with pytest.raises(RefusedError):
        send(ada, page)
    form = client_of(ada).post(f"{NEW}topic/calculus/", {"kind": "fact", "text": TEXT}).context["form"]
    assert form.non_field_errors()
    assert form["text"].value() == TEXT
    send(carl, page)


# ---------------------------------------------------------------- withdrawing


def test_sending_is_undone_with_one_click(ada: User, carl: User, report: FaultReport, client_of: ClientOf) -> None:
    url = reverse("authoring:withdraw_fault", args=[report.uid])
    assert client_of(carl).post(url).status_code == 404
    client_of(ada).post(url)
    assert not FaultReport.objects.exists()


def test_what_was_answered_is_not_withdrawn(ada: User, grace: User, report: FaultReport, client_of: ClientOf) -> None:
    answer(grace, report, state=FaultState.FIXING)
    client_of(ada).post(reverse("authoring:withdraw_fault", args=[report.uid]))
    assert FaultReport.objects.count() == 1


# ---------------------------------------------------------------- answering


def test_reports_about_one_page_are_grouped(
    ada: User, carl: User, grace: User, calculus: Topic, exercise: Exercise, client_of: ClientOf
) -> None:
    first = send(ada, FaultPage(topic=calculus))
    other = send(ada, FaultPage(exercise=exercise))
    last = send(carl, FaultPage(topic=calculus), FaultKind.UNCLEAR)
    groups = client_of(grace).get(QUEUE).context["queue"].groups
    assert [list(group.reports) for group in groups] == [[last, first], [other]]
    assert groups[1].version == exercise.digest[:8]


def test_a_text_is_shown_as_it_was_typed(grace: User, report: FaultReport, client_of: ClientOf) -> None:
    page = client_of(grace).get(QUEUE).text
    assert "&lt;b&gt;−&lt;/b&gt;" in page
    assert "<b>−</b>" not in page


def test_an_answer_reaches_everybody_who_reported_it(
    ada: User, carl: User, grace: User, calculus: Topic, client_of: ClientOf
) -> None:
    reports = [send(person, FaultPage(topic=calculus)) for person in (ada, carl)]
    values = {
        "group": f"topic-{calculus.pk}", "reports": [report.uid for report in reports], "state": "fixed",
        "fixed_in": "3", "answer": "The sign was wrong.",
    }  # fmt: skip
    client_of(grace).post(QUEUE, values)
    send_answer_notices()
    for report in reports:
        report.refresh_from_db()
        assert (report.state, report.fixed_in, report.answered_by) == (FaultState.FIXED, "3", grace)
        assert sentences(report.reporter) == [sentence_of(report)]
        assert "version 3" in sentence_of(report)
        assert "The sign was wrong." in sentence_of(report)


def test_only_the_chosen_reports_are_answered(ada: User, grace: User, calculus: Topic, client_of: ClientOf) -> None:
    chosen, other = (send(ada, FaultPage(topic=calculus)) for _ in range(2))
    values = {"group": f"topic-{calculus.pk}", "reports": [chosen.uid], "state": "fixing"}
    client_of(grace).post(QUEUE, values)
    assert FaultReport.objects.get(state=FaultState.FIXING) == chosen
    assert FaultReport.objects.get(state=FaultState.OPEN) == other


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"state": "declined"}, "answer"),
        ({"state": "fixed"}, "fixed_in"),
        ({"state": "fixing", "reports": []}, "reports"),
    ],
)
def test_an_answer_without_what_it_needs_says_so_where_it_was_typed(
    grace: User, report: FaultReport, client_of: ClientOf, values: dict[str, object], field: str
) -> None:
    defaults = {"group": f"topic-{report.topic_id}", "reports": [report.uid]}
    page = client_of(grace).post(QUEUE, defaults | values)
    ((_, form),) = page.context["rows"]
    assert form.errors.keys() == {field}
    report.refresh_from_db()
    assert report.is_open


def test_each_change_is_told_once(ada: User, grace: User, report: FaultReport) -> None:
    answer(grace, report, state=FaultState.FIXING)
    answer(grace, report, state=FaultState.FIXING)
    send_answer_notices()
    assert len(sentences(ada)) == 1
    answer(grace, report, state=FaultState.DECLINED, answer="The formula is in the numerator layout.")
    assert sentences(ada)[1:] == [sentence_of(report)]


def test_one_s_reports_are_listed_with_their_answers(
    ada: User, carl: User, grace: User, report: FaultReport, client_of: ClientOf
) -> None:
    answer(grace, report, state=FaultState.DECLINED, answer="It’s the numerator layout.")
    page = client_of(ada).get("/problems/").text
    assert f'id="report-{report.uid}"' in page
    assert "It’s the numerator layout." in page
    assert not Notice.objects.filter(person=ada).unread().exists()
    assert f'id="report-{report.uid}"' not in client_of(carl).get("/problems/").text


def test_the_database_keeps_a_fix_without_a_version_out(report: FaultReport) -> None:
    for state in (FaultState.FIXED, FaultState.DECLINED):
        with pytest.raises(IntegrityError), transaction.atomic():
            FaultReport.objects.filter(pk=report.pk).update(state=state)


def test_more_reports_need_no_more_queries(
    ada: User, carl: User, grace: User, calculus: Topic, exercise: Exercise, client_of: ClientOf
) -> None:
    client, own = client_of(grace), client_of(ada)
    send(ada, FaultPage(topic=calculus))

    def count() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queue:
            client.get(QUEUE)
        with CaptureQueriesContext(connection) as list_:
            own.get("/problems/")
        return len(queue), len(list_)

    few = count()
    for topic in Topic.objects.all()[:3]:
        send(ada, FaultPage(topic=topic))
        send(carl, FaultPage(topic=topic))
    send(ada, FaultPage(exercise=exercise))
    assert count() == few
