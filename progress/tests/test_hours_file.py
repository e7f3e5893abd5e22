"""Hours go out to a file, come in from one, and are offered where exercises showed them."""

import re
import tracemalloc
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from curriculum.models import Topic
from exercises.models import Exercise, Submission
from progress.hours import imports
from progress.hours.actions import log_study
from progress.hours.csv import NOT_UTF8, CsvError, read_hours
from progress.hours.imports import import_hours
from progress.hours.models import Source, StudyEntry
from progress.log_line.study_line import StudyLine
from tests.processor import processor_bound

ClientOf = Callable[[User], Client]
TODAY = date(2026, 11, 24)
TOPICS = {"calculus": "calculus", "1.1": "linear-algebra"}
SEEN = "/hours/sessions/log/"


@pytest.fixture
def client(ada: User, client_of: ClientOf, roadmap: None) -> Client:
    return client_of(ada)


def upload(client: Client, text: str) -> str:
    file = SimpleUploadedFile("hours.csv", text.encode(), content_type="text/csv")
    return client.post("/hours/import/", {"file": file}, follow=True).text


# ---------------------------------------------------------------- reading a file


def test_days_durations_kinds_and_topics_are_read() -> None:
    text = "day;minutes;topic;kind;note\n2026-11-20;1h30;1.1;reading;Strang\n2026-11-21;45;Calculus;;\n"
    assert read_hours(text.encode(), topics=TOPICS, today=TODAY) == [
        StudyLine(minutes=90, kind="reading", day=date(2026, 11, 20), topic_uid="linear-algebra", note="Strang"),
        StudyLine(minutes=45, kind="unstated", day=date(2026, 11, 21), topic_uid="calculus", note=""),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The first line"),
        ("when,how long\n", "The first line"),
        ("day,minutes\n11/24/2026,30", "Line 2: “11/24/2026”"),
        ("day,minutes\n31.11.2026,30", "Line 2: “31.11.2026”"),
        ("day,minutes\n2026-11-26,30", "Line 2: 2026-11-26 is"),
        ("day,minutes\n1999-12-31,30", "Line 2: 1999-12-31 is"),
        ("day,minutes\n2026-11-24,0", "Line 2: “0”"),
        ("day,minutes\n2026-11-24,99999999999999999999", "isn’t a duration"),
        ("day,minutes,kind\n2026-11-24,30,sleeping", "Line 2: “sleeping”"),
        ("day,minutes,topic\n2026-11-24,30,zoology", "topic “zoology”."),
        ("day,minutes\n" + "x,1\n" * 50, "and perhaps more."),
        ("day,minutes\n2026-11-24", "Line 2: “”"),
        ("day,minutes,note\n2026-11-24,30,a\0b", "null bytes"),
        ("day,minutes,note\n2026-11-24,30," + "x" * 200_000, "as CSV: "),
        ("day,minutes," + "x," * 31 + "\n", "34 columns"),
        ("day,minutes\n2026-11-24,1" + " 111" * 10 + " m", "Line 2: “1 111"),
        ("day,minutes\n" + "2026-11-24,1\n" * 2_501, "more than 2500 lines"),
    ],
)
def test_unreadable_rows_are_named_by_their_line(text: str, message: str) -> None:
    with pytest.raises(CsvError) as caught:
        read_hours(text.encode(), topics=TOPICS, today=TODAY)
    assert any(message in problem for problem in caught.value.problems)
    assert len(caught.value.problems) <= 11


def test_it_reads_files_from_spreadsheets_and_trackers() -> None:
    text = "\ufeffsep=;\r\nStart date;Duration;Description\r\n24.11.2026;01:30:00;'tis clear\r\n"
    assert read_hours(text.encode(), topics={}, today=TODAY) == [
        StudyLine(minutes=90, kind="unstated", day=TODAY, topic_uid=None, note="'tis clear")
    ]


@pytest.mark.parametrize("day", [date(2000, 1, 1), date(2026, 11, 25)])
def test_days_since_2000_are_read_and_tomorrow_because_somewhere_it_is(day: date) -> None:
    [line] = read_hours(f"day,minutes\n{day},30".encode(), topics={}, today=TODAY)
    assert line.day == day


def test_another_encoding_is_named() -> None:
    with pytest.raises(CsvError) as caught:
        read_hours("day,minutes,note\n2026-11-24,30,Übung".encode("latin-1"), topics={}, today=TODAY)
    assert caught.value.problems == [NOT_UTF8]


@pytest.mark.parametrize(
    "text",
    ["day,minutes\n" + f"2026-11-24,1{' 111' * 30_000}\n" * 10, f"day,{'x,' * 2_000_000}\n" + "1\n" * 50_000],
    ids=["long fields", "a wide header"],
)
def test_no_file_takes_long_to_refuse(text: str) -> None:
    with processor_bound(1), pytest.raises(CsvError):
        read_hours(text.encode(), topics={}, today=TODAY)


def test_short_lines_below_a_wide_header_are_not_filled_up() -> None:
    tracemalloc.start()
    try:
        read_hours(f"day,minutes,{','.join('abcdefgh')}\n".encode() + b"2026-11-24,1\n" * 2_500, topics={}, today=TODAY)
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()


# ---------------------------------------------------------------- out and in


def test_a_download_round_trips(client: Client, ada: User) -> None:
    day = ada.today
    log_study(
        learner=ada, study=StudyLine(minutes=90, kind="reading", day=day, topic_uid="calculus", note="=SUM(A1), “ü”")
    )
    log_study(
        learner=ada, study=StudyLine(minutes=30, kind="coding", day=day, topic_uid=None, note="'tis one, '=2 another")
    )
    log_study(learner=ada, study=StudyLine(minutes=30, kind="unstated", day=day, topic_uid=None, note="'=2"))
    answer = client.get("/hours/hours.csv")
    text = answer.getvalue().decode()
    assert text.splitlines()[0] == "day,minutes,kind,topic,note,source,time_zone,uid"
    assert "'=SUM(A1)" in text  # a spreadsheet does not compute it
    before = set(StudyEntry.objects.values_list("day", "minutes", "kind", "topic__uid", "note"))
    assert "0 entries are imported. 3 were already there." in upload(client, text)
    StudyEntry.objects.all().delete()
    assert "3 entries are imported." in upload(client, text)
    assert set(StudyEntry.objects.values_list("day", "minutes", "kind", "topic__uid", "note")) == before
    assert set(StudyEntry.objects.values_list("source", flat=True)) == {Source.FILE}


def test_a_downloaded_line_that_was_changed_changes_its_entry(client: Client, ada: User) -> None:
    day = ada.today
    entry = log_study(
        learner=ada, study=StudyLine(minutes=90, kind="reading", day=day, topic_uid="calculus", note="Spivak")
    )
    log_study(learner=ada, study=StudyLine(minutes=30, kind="coding", day=day, topic_uid=None))
    text = client.get("/hours/hours.csv").getvalue().decode()
    page = upload(client, text.replace(",90,reading,calculus,Spivak,", ",75,watching,1.1,Strang,"))
    assert "0 entries are imported. 1 entry is changed. 1 was already there." in page
    entry.refresh_from_db()
    assert (entry.minutes, entry.kind, entry.note, entry.source) == (75, "watching", "Strang", Source.TYPED)
    assert entry.topic == Topic.objects.get(uid="linear-algebra")
    assert StudyEntry.objects.count() == 2

    match = re.search(r'name="undo_token" value="([^"]+)"', page)
    assert match
    undone = client.post("/hours/import/undo/", {"undo_token": match[1]}, follow=True).text
    assert "1 entry is as before." in undone
    entry.refresh_from_db()
    assert (entry.minutes, entry.kind, entry.note) == (90, "reading", "Spivak")


def test_another_learner_s_line_changes_nothing_of_theirs(client: Client, carl: User) -> None:
    entry_of_carl = log_study(learner=carl, study=StudyLine(minutes=90, kind="reading", day=carl.today, topic_uid=None))
    upload(client, f"day,minutes,kind,uid\n{entry_of_carl.day},20,coding,{entry_of_carl.uid}\n")
    assert set(StudyEntry.objects.values_list("learner__name", "minutes")) == {("Carl", 90), ("Ada", 20)}


def test_an_import_is_undone_as_a_whole(client: Client, ada: User, carl: User) -> None:
    day = ada.today
    log_study(learner=ada, study=StudyLine(minutes=30, kind="coding", day=day, topic_uid=None))
    lines = [
        StudyLine(minutes=20, kind="coding", day=day, topic_uid=None),
        StudyLine(minutes=25, kind="reading", day=day, topic_uid=None),
    ]
    imported = import_hours(learner=ada, lines=lines)
    assert StudyEntry.objects.count() == 3
    assert client.post("/hours/import/undo/", {"undo_token": imported.undo_token}, follow=True).status_code == 200
    assert StudyEntry.objects.get().minutes == 30
    assert '<ul class="messages">' in client.post("/hours/import/undo/", {"undo_token": "forged"}, follow=True).text


def test_an_import_too_large_to_undo_is_refused(
    client: Client, ada: User, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The undo token comes back in a form, and one with 2,500 long notes would not: each limit here is a hundredth."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE //= 100
    monkeypatch.setattr("progress.hours.imports.MAX_UNDO_TOKEN_CHARS", imports.MAX_UNDO_TOKEN_CHARS // 100)
    day = ada.today
    notes = [" ".join(f"{(n * 31 + word) ** 7:x}" for word in range(20))[:200] for n in range(200)]
    StudyEntry.objects.bulk_create(
        StudyEntry(learner=ada, kind="coding", minutes=1, day=day, note=note, time_zone="UTC") for note in notes
    )
    rows = [f"{day},2,coding,again,{uid}\n" for uid in StudyEntry.objects.values_list("uid", flat=True)]
    assert "200 changes" in upload(client, "day,minutes,kind,note,uid\n" + "".join(rows))
    assert set(StudyEntry.objects.values_list("note", flat=True)) == set(notes)
    page = upload(client, "day,minutes,kind,note,uid\n" + "".join(rows[:50]))
    assert "50 entries are changed." in page
    match = re.search(r'name="undo_token" value="([^"]+)"', page)
    assert match
    client.post("/hours/import/undo/", {"undo_token": match[1]})
    assert set(StudyEntry.objects.values_list("note", flat=True)) == set(notes)


def test_a_learner_has_no_more_entries_than_an_import_can_read(
    client: Client, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("progress.hours.imports.MAX_ENTRIES", 2)
    log_study(learner=ada, study=StudyLine(minutes=30, kind="coding", day=ada.today, topic_uid=None))
    day = ada.today.isoformat()
    page = upload(client, f"day,minutes\n{day},1\n{day},2\n")
    assert "limit of 2 entries" in page
    assert StudyEntry.objects.count() == 1
    assert "1 entry is imported." in upload(client, f"day,minutes\n{day},1\n")


def test_a_file_that_makes_a_day_too_long_changes_nothing(client: Client) -> None:
    day = timezone.localdate().isoformat()
    page = upload(client, f"day,minutes\n{day},20h\n{day},5h\n")
    assert "Nothing was imported." in page
    assert not StudyEntry.objects.exists()


def test_a_file_too_large_is_refused_before_it_is_read(client: Client) -> None:
    assert "larger than 4 MiB" in upload(client, "x" * (2**22 + 1))


# ---------------------------------------------------------------- seen at the exercises


@pytest.fixture
def sitting(ada: User, exercise: Exercise) -> list[Submission]:
    """Four runs within forty minutes, yesterday."""
    end = timezone.now() - timedelta(days=1)
    return [
        Submission.objects.create(
            exercise=exercise, learner=ada, source="def gradient(): ...", created_at=end - timedelta(minutes=minutes)
        )
        for minutes in (40, 25, 12, 0)
    ]


def test_a_sitting_is_offered_once_and_logged_as_seen(client: Client, ada: User, sitting: list[Submission]) -> None:
    page = client.get("/hours/").text
    assert SEEN in page
    start = (sitting[0].created_at - timedelta(minutes=5)).isoformat()
    answer = client.post("/hours/sessions/log/", {"start": start}, follow=True).text
    assert "Logged 45 min of coding" in answer
    assert SEEN not in answer
    entry = StudyEntry.objects.get()
    assert (entry.source, entry.minutes) == (Source.RUNS, 45)
    again = client.post("/hours/sessions/log/", {"start": start}, follow=True).text
    assert 'class="warning"' in again
    assert StudyEntry.objects.count() == 1


def test_already_logged_time_is_not_offered(client: Client, ada: User, sitting: list[Submission]) -> None:
    day = timezone.localdate(sitting[0].created_at - timedelta(minutes=5), timezone=ada.zone)
    log_study(learner=ada, study=StudyLine(minutes=60, kind="coding", day=day, topic_uid="neural-networks"))
    assert SEEN not in client.get("/hours/").text


@pytest.mark.parametrize(
    ("end", "times"),
    [("2027-03-28T01:10:00Z", "Sun 28 Mar, 00:25 to 02:10"), ("2027-10-31T01:10:00Z", "Sun 31 Oct, 01:25 to 01:10")],
)
def test_a_sitting_across_a_change_of_daylight_time_ends_with_its_last_run(
    client_of: ClientOf, ada: User, roadmap: None, sitting: list[Submission], end: str, times: str
) -> None:
    moment = datetime.fromisoformat(end)
    for run, minutes in zip(sitting, (40, 25, 12, 0), strict=True):
        Submission.objects.filter(pk=run.pk).update(created_at=moment - timedelta(minutes=minutes))
    with time_machine.travel(moment + timedelta(hours=1)):
        assert times in " ".join(client_of(ada).get("/hours/").text.split())


def test_another_learners_session_is_not_offered(client_of: ClientOf, carl: User, sitting: list[Submission]) -> None:
    assert SEEN not in client_of(carl).get("/hours/").text


@pytest.mark.parametrize("start", ["", "yesterday", "2026-13-45T99:00:00"])
def test_a_made_up_sitting_is_refused(client: Client, start: str) -> None:
    page = client.post("/hours/sessions/log/", {"start": start}, follow=True).text
    assert 'class="warning"' in page
