"""Hours go out to a file, come in from one, and are offered where exercises showed them."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from curriculum.models import Topic
from exercises.models import Exercise, Submission
from progress import actions
from progress.actions import importing
from progress.hours_csv import CsvError, read_hours
from progress.log_line import StudyLine
from progress.models import Source, StudyEntry

ClientOf = Callable[[User], Client]
TODAY = date(2026, 11, 24)
TOPICS = {"calculus": "calculus", "1.1": "linear-algebra"}


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
        StudyLine(90, "reading", date(2026, 11, 20), "linear-algebra", "Strang"),
        StudyLine(45, "coding", date(2026, 11, 21), "calculus", ""),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "The first line has to name the columns"),
        ("when,how long\n", "The first line has to name the columns"),
        ("day,minutes\n11/24/2026,30", "Line 2: “11/24/2026” is no day."),
        ("day,minutes\n31.11.2026,30", "Line 2: “31.11.2026” is no day."),
        ("day,minutes\n2027-11-24,30", "Line 2: 2027-11-24 is not a day on which you can have studied."),
        ("day,minutes\n2026-11-24,0", "Line 2: “0” is not a time"),
        ("day,minutes\n2026-11-24,99999999999999999999", "is not a time"),
        ("day,minutes,kind\n2026-11-24,30,sleeping", "Line 2: “sleeping” is no kind of study."),
        ("day,minutes,topic\n2026-11-24,30,zoology", "Line 2: The roadmap has no topic “zoology”."),
        ("day,minutes\n" + "x,1\n" * 50, "and perhaps more."),
        ("day,minutes\n2026-11-24", "Line 2: “” is not a time"),
        ("day,minutes,note\n2026-11-24,30,a\0b", "bytes of value 0"),
        ("day,minutes,note\n2026-11-24,30," + "x" * 200_000, "can't be read as CSV"),
        ("day,minutes\n" + "2026-11-24,1\n" * 20_001, "More than 20000 lines."),
    ],
)
def test_what_cannot_be_read_is_told_by_its_line(text: str, told: str) -> None:
    with pytest.raises(CsvError) as caught:
        read_hours(text.encode(), topics=TOPICS, today=TODAY)
    assert any(told in problem for problem in caught.value.problems)
    assert len(caught.value.problems) <= 11


def test_what_spreadsheets_and_other_trackers_write_is_read() -> None:
    text = "\ufeffsep=;\r\nStart date;Duration;Description\r\n24.11.2026;01:30:00;'tis clear\r\n"
    assert read_hours(text.encode(), topics={}, today=TODAY) == [StudyLine(90, "coding", TODAY, None, "'tis clear")]


def test_another_encoding_is_named() -> None:
    with pytest.raises(CsvError) as caught:
        read_hours("day,minutes,note\n2026-11-24,30,Übung".encode("latin-1"), topics={}, today=TODAY)
    assert caught.value.problems == ["The file is not UTF-8. Save it as “CSV UTF-8”."]


# ---------------------------------------------------------------- out and in


def test_what_was_downloaded_comes_in_again_as_it_was(client: Client, ada: User) -> None:
    day = timezone.localdate()
    actions.log_study(learner=ada, study=StudyLine(90, "reading", day, "calculus", "=SUM(A1), “ü”"))
    actions.log_study(learner=ada, study=StudyLine(30, "coding", day, None, "'tis one, '=2 another"))
    actions.log_study(learner=ada, study=StudyLine(30, "coding", day, None, "'=2"))
    answer = client.get("/hours/hours.csv")
    text = answer.getvalue().decode()
    assert text.splitlines()[0] == "day,minutes,kind,topic,note,source,time_zone,uid"
    assert "'=SUM(A1)" in text  # a spreadsheet does not compute it
    before = set(StudyEntry.objects.values_list("day", "minutes", "kind", "topic__uid", "note"))
    assert "0 entries are in. 3 were there already." in upload(client, text)
    StudyEntry.objects.all().delete()
    assert "3 entries are in." in upload(client, text)
    assert set(StudyEntry.objects.values_list("day", "minutes", "kind", "topic__uid", "note")) == before
    assert set(StudyEntry.objects.values_list("source", flat=True)) == {Source.FILE}


def test_a_downloaded_line_that_was_changed_changes_its_entry(client: Client, ada: User) -> None:
    day = timezone.localdate()
    entry = actions.log_study(learner=ada, study=StudyLine(90, "reading", day, "calculus", "Spivak"))
    actions.log_study(learner=ada, study=StudyLine(30, "coding", day, None))
    text = client.get("/hours/hours.csv").getvalue().decode()
    page = upload(client, text.replace(",90,reading,calculus,Spivak,", ",75,watching,1.1,Strang,"))
    assert "0 entries are in. 1 entry is changed. 1 was there already." in page
    entry.refresh_from_db()
    assert (entry.minutes, entry.kind, entry.note, entry.source) == (75, "watching", "Strang", Source.TYPED)
    assert entry.topic == Topic.objects.get(uid="linear-algebra")
    assert StudyEntry.objects.count() == 2

    found = re.search(r'name="receipt" value="([^"]+)"', page)
    assert found
    undone = client.post("/hours/import/undo/", {"receipt": found[1]}, follow=True).text
    assert "It is undone: 1 entry is as before." in undone
    entry.refresh_from_db()
    assert (entry.minutes, entry.kind, entry.note) == (90, "reading", "Spivak")


def test_another_learner_s_line_changes_nothing_of_theirs(client: Client, carl: User) -> None:
    theirs = actions.log_study(learner=carl, study=StudyLine(90, "reading", timezone.localdate(), None))
    upload(client, f"day,minutes,kind,uid\n{theirs.day},20,coding,{theirs.uid}\n")
    assert set(StudyEntry.objects.values_list("learner__name", "minutes")) == {("Carl", 90), ("Ada", 20)}


def test_an_import_is_undone_as_a_whole(client: Client, ada: User, carl: User) -> None:
    day = timezone.localdate()
    actions.log_study(learner=ada, study=StudyLine(30, "coding", day, None))
    lines = [StudyLine(20, "coding", day, None), StudyLine(25, "reading", day, None)]
    imported = actions.import_hours(learner=ada, lines=lines)
    assert StudyEntry.objects.count() == 3
    assert client.post("/hours/import/undo/", {"receipt": imported.receipt}, follow=True).status_code == 200
    assert StudyEntry.objects.get().minutes == 30
    assert "can&#x27;t be undone" in client.post("/hours/import/undo/", {"receipt": "forged"}, follow=True).text


def test_what_would_be_too_much_to_undo_is_not_imported(
    client: Client, ada: User, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The receipt comes back in a form, and one with 20 000 long notes would not: each limit here is a hundredth."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE //= 100
    monkeypatch.setattr("progress.actions.importing.MOST_RECEIPT", importing.MOST_RECEIPT // 100)
    day = timezone.localdate()
    notes = [" ".join(f"{(n * 31 + word) ** 7:x}" for word in range(20))[:200] for n in range(200)]
    StudyEntry.objects.bulk_create(
        StudyEntry(learner=ada, kind="coding", minutes=1, day=day, note=note, time_zone="UTC") for note in notes
    )
    rows = [f"{day},2,coding,again,{uid}\n" for uid in StudyEntry.objects.values_list("uid", flat=True)]
    assert "200 changes at once could not be undone. Split the file." in upload(
        client, "day,minutes,kind,note,uid\n" + "".join(rows)
    )
    assert set(StudyEntry.objects.values_list("note", flat=True)) == set(notes)
    page = upload(client, "day,minutes,kind,note,uid\n" + "".join(rows[:100]))
    assert "100 entries are changed." in page
    found = re.search(r'name="receipt" value="([^"]+)"', page)
    assert found
    client.post("/hours/import/undo/", {"receipt": found[1]})
    assert set(StudyEntry.objects.values_list("note", flat=True)) == set(notes)


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
    assert "Seen at the exercises, not logged" in page
    start = (sitting[0].created_at - timedelta(minutes=5)).isoformat()
    answer = client.post("/hours/sessions/log/", {"start": start}, follow=True).text
    assert "Logged 45 min of coding" in answer
    assert "Seen at the exercises, not logged" not in answer
    entry = StudyEntry.objects.get()
    assert (entry.source, entry.minutes) == (Source.RUNS, 45)
    again = client.post("/hours/sessions/log/", {"start": start}, follow=True).text
    assert "That sitting is logged already" in again
    assert StudyEntry.objects.count() == 1


def test_what_the_learner_logged_already_is_not_offered(client: Client, ada: User, sitting: list[Submission]) -> None:
    day = timezone.localdate(sitting[0].created_at, timezone=ada.zone)
    for uid in ("neural-networks",):
        actions.log_study(learner=ada, study=StudyLine(60, "coding", day, uid))
    assert "Seen at the exercises" not in client.get("/hours/").text


def test_another_learner_s_sitting_is_not_mine(client_of: ClientOf, carl: User, sitting: list[Submission]) -> None:
    assert "Seen at the exercises" not in client_of(carl).get("/hours/").text


@pytest.mark.parametrize("start", ["", "yesterday", "2026-13-45T99:00:00"])
def test_a_made_up_sitting_is_refused(client: Client, start: str) -> None:
    page = client.post("/hours/sessions/log/", {"start": start}, follow=True).text
    assert "That sitting is logged already, or longer ago than a week." in page
