"""An archive is judged like a report: what no row of ours could hold is refused by its place, and nothing comes in."""

import io
import json
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any
from uuid import uuid4
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.threads.actions import open_thread
from exercises.models import CheckResult, Draft, EarlierVerdict, Exercise, Submission, VerdictChoice
from personal_data.archive import NO_COMMENTS, NOT_AN_ARCHIVE, ArchiveError, import_archive
from personal_data.export import DOCUMENT
from personal_data.tests.archives import archive_of
from progress.hours.actions import log_study
from progress.log_line.study_line import StudyLine
from progress.plan.actions import add_pause, save_plan
from progress.review.actions import answer_review
from progress.review.models import Recall

TO_COME = "2099-01-01T00:00:00+00:00"
Change = dict[str, Any]


@pytest.fixture
def ada_s_work(ada: User, roadmap: None) -> User:
    exercise = Exercise.objects.get(slug="two-layer-backprop")
    submission = Submission.objects.create(
        exercise=exercise, learner=ada, source="x = 1", state=Submission.State.DONE, verdict=VerdictChoice.FAILED,
        graded_at=timezone.now(), phases={"total": 3.5}, versions={"numpy": "2.4.6"},
    )  # fmt: skip
    CheckResult.objects.create(submission=submission, order=0, name="loss", title="The loss", verdict="failed", ms=1)
    EarlierVerdict.objects.create(submission=submission, verdict="failed", graded_at=timezone.now())
    Draft.objects.create(exercise=exercise, learner=ada, source="x = 2")
    log_study(
        learner=ada,
        study=StudyLine(minutes=90, kind="coding", day=ada.today, topic_uid="calculus", note="limits"),
    )
    answer_review(learner=ada, of=exercise, recall=Recall.RECALLED)
    return ada


def forged(person: User, model: str, change: Any, *more: Any) -> io.BytesIO:
    """The person's archive with other fields in the rows of ``model``, and ``more`` rows; the person is gone."""
    with ZipFile(archive_of(person)) as archive:
        document = json.loads(archive.read(DOCUMENT))
    person.delete()
    for row in document["rows"]:
        if row["model"] == model:
            row["fields"] = row["fields"] | change if isinstance(change, dict) else change
    document["rows"] += more
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr(DOCUMENT, json.dumps(document))
    file.seek(0)
    return file


@pytest.mark.parametrize(
    ("model", "change", "message"),
    [
        ("exercises.submission", {"phases": {"total": "x"}}, "phases"),
        ("exercises.submission", {"phases": []}, "phases"),
        ("exercises.submission", {"phases": {"total": {}}}, "phases"),
        ("exercises.submission", {"versions": {"numpy": 2}}, "versions"),
        ("exercises.submission", {"graded_at": TO_COME}, "graded_at: 2099-01-01 00:00:00+00:00 is"),
        ("exercises.submission", {"created_at": TO_COME}, "created_at"),
        ("exercises.submission", {"verdict": "brilliant"}, "verdict"),
        ("exercises.submission", {"source": "x" * 65_537}, "source: Your code is 65 KiB long"),
        ("exercises.submission", {"source": ["x"]}, "source"),
        ("exercises.submission", {"message": "a\0b"}, "message: it contains a NUL"),
        ("exercises.submission", {"output": "\ud800"}, "output"),
        ("exercises.submission", 5, "fields: an object"),
        ("exercises.checkresult", {"detail": ["<b>"]}, "detail"),
        ("exercises.checkresult", {"detail": {"input": 5}}, "detail"),
        ("exercises.checkresult", {"order": 64}, "order: a submission"),
        ("exercises.checkresult", {"order": -1}, "order"),
        ("exercises.checkresult", {"ms": "soon"}, "ms"),
        ("exercises.earlierverdict", {"replaced_at": TO_COME}, "replaced_at"),
        ("exercises.draft", {"source": "ü" * 40_000}, "source: Your code is 79 KiB long"),
        ("progress.studyentry", {"day": "2099-01-01"}, "day: 2099-01-01 is"),
        ("progress.studyentry", {"minutes": 1e300}, "minutes"),
        ("progress.studyentry", {"minutes": 0}, "minutes"),
        ("progress.studyentry", {"kind": "sleeping"}, "kind"),
        ("progress.reviewcard", {"card": {"stability": "x"}}, "card"),
        ("progress.reviewcard", {"card": []}, "card"),
    ],
)
def test_impossible_values_are_rejected_with_their_location(
    ada_s_work: User, model: str, change: Any, message: str
) -> None:
    with pytest.raises(ArchiveError) as caught:
        import_archive(forged(ada_s_work, model, change))
    assert f"({model})" in str(caught.value)
    assert "descent.json, row " in str(caught.value)
    assert message in str(caught.value)
    assert "Nothing was imported." in str(caught.value)
    assert not User.objects.exists()
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("method", "content", "offset", "damage"),
    [
        (ZIP_DEFLATED, b'{"version": %s}' % (b"9" * 5_000), 0, b""),
        (ZIP_DEFLATED, b"{}" * 1_000, 43, b"\xff" * 4),
        (ZIP_BZIP2, b"{}" * 1_000, 50, b"\xff" * 9),
        (ZIP_LZMA, b"{}" * 1_000, 50, b"\xff" * 9),
        (ZIP_STORED, b"{}", 6, b"\x01"),  # encrypted
        (ZIP_STORED, b"{}", 8, b"\x63"),  # compressed by a method that nobody has
    ],
)
def test_a_damaged_file_is_refused_with_a_message(
    db: None, method: int, content: bytes, offset: int, damage: bytes
) -> None:
    file = io.BytesIO()
    with ZipFile(file, "w", method) as archive:
        archive.writestr(DOCUMENT, content)
    data = bytearray(file.getvalue())
    data[offset : offset + len(damage)] = damage
    if offset in (6, 8):  # the directory at the end says the same
        at = data.index(b"PK\x01\x02") + offset + 2
        data[at : at + len(damage)] = damage
    with pytest.raises(ArchiveError, match=NOT_AN_ARCHIVE):
        import_archive(io.BytesIO(data))


@pytest.mark.parametrize("bytes_too_many", [0, 1])
def test_a_document_that_would_fill_the_memory_is_not_unpacked(
    ada_s_work: User, monkeypatch: pytest.MonkeyPatch, bytes_too_many: int
) -> None:
    file = forged(ada_s_work, "", {})
    size = ZipFile(file).getinfo(DOCUMENT).file_size
    monkeypatch.setattr("personal_data.archive.MAX_DOCUMENT_BYTES", size - bytes_too_many)
    with pytest.raises(ArchiveError, match="is larger than") if bytes_too_many else nullcontext():
        import_archive(file)


def test_a_row_of_no_model_is_left_out(ada_s_work: User) -> None:
    file = forged(ada_s_work, "", {}, {"model": ["accounts.user"]}, {"model": {}, "fields": 5})
    assert import_archive(file).row_counts["exercises.submission"] == 1


def test_a_thread_without_comments_is_left_out(
    ada_s_work: User, emmy: User, client_of: Callable[[User], Client]
) -> None:
    learner, cohort = ada_s_work, Cohort.objects.get()
    open_thread(person=learner, learner=learner, cohort=cohort, about=None, text="Why?", uid=uuid4())
    restored = import_archive(forged(ada_s_work, "cohorts.comment", {"thread": [str(uuid4())]}))
    assert not restored.person.threads.exists()
    assert NO_COMMENTS in restored.omissions
    assert client_of(restored.person).get("/questions/").status_code == 200


def test_an_account_of_the_future_is_refused(ada_s_work: User) -> None:
    with pytest.raises(ArchiveError, match="last_login"):
        import_archive(forged(ada_s_work, "accounts.user", {"last_login": TO_COME}))


@pytest.mark.parametrize(
    ("model", "change", "is_accepted"),
    [
        # Clocks differ by minutes, and on Kiritimati it is tomorrow already.
        ("exercises.submission", {"created_at": "2098-11-24T10:35:00Z"}, True),
        ("exercises.submission", {"created_at": "2098-11-24T10:35:01Z"}, False),
        ("progress.studyentry", {"day": "2098-11-25"}, True),
        ("progress.studyentry", {"day": "2098-11-26"}, False),
    ],
)
def test_the_future_begins_minutes_from_now_or_after_today_in_the_easternmost_time_zone(
    ada_s_work: User, model: str, change: Change, is_accepted: bool
) -> None:
    file = forged(ada_s_work, model, change)
    expectation = nullcontext() if is_accepted else pytest.raises(ArchiveError, match="in the future")
    with time_machine.travel("2098-11-24T10:30Z", tick=False), expectation:
        import_archive(file)


def test_the_command_says_so(ada_s_work: User, tmp_path: Any) -> None:
    path = tmp_path / "forged.zip"
    path.write_bytes(forged(ada_s_work, "exercises.submission", {"phases": {"total": "x"}}).getvalue())
    with pytest.raises(CommandError, match=r"row \d+ \(exercises.submission\): .*phases"):
        call_command("import_learner", str(path))
    assert not User.objects.exists()


def test_a_text_too_long_is_cut_as_in_a_report_and_a_picture_that_is_none_is_left_out(ada_s_work: User) -> None:
    change = {"picture": {"kind": 5}, "message": "m" * 100_000, "ms": -3}
    restored = import_archive(forged(ada_s_work, "exercises.checkresult", change))
    check = CheckResult.objects.get(submission__learner=restored.person)
    assert check.picture is None
    assert check.message.endswith("m…")
    assert (len(check.message), check.ms) == (2_000, 0)


def test_no_html_comes_from_a_file(ada_s_work: User, client_of: Callable[[User], Client]) -> None:
    """A source's HTML goes to the page as it is: only ours may."""
    change = {"source_html": "<script>alert(1)</script>", "attempt": "00000000-0000-0000-0000-000000000001"}
    restored = import_archive(forged(ada_s_work, "exercises.submission", change))
    submission = restored.person.submissions.get()
    assert submission.source_html is None
    assert "alert(1)" not in client_of(restored.person).get(submission.get_absolute_url()).text


def test_plans_and_reviews_may_lie_ahead(ada_s_work: User) -> None:
    today = ada_s_work.today
    save_plan(learner=ada_s_work, minutes_a_day=60, weekdays=[1], start=today + timedelta(days=7))
    add_pause(learner=ada_s_work, first=today + timedelta(days=30), last=today + timedelta(days=40))
    assert import_archive(forged(ada_s_work, "", {})).omissions == []
