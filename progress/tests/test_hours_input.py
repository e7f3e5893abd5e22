"""Any input of hours becomes the entry that was meant, or a sentence that says what to write instead."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from lib.errors import RefusedError
from progress.hours.actions import ENTRY_DELETED, edit_entry, log_study
from progress.hours.csv import CsvError, read_hours
from progress.hours.models import StudyEntry
from progress.log_line.days import NO_SUCH_DAY
from progress.log_line.line_duration import NEGATIVE_TIME, NO_DURATION, TWO_DURATIONS
from progress.log_line.study_line import IN_THE_FUTURE, TOO_LONG, TOO_LONG_AGO, TOO_SHORT, StudyLine
from tests.markup import squeeze
from tests.processor import processor_bound

TODAY = date(2026, 11, 25)
LOG, HOURS = reverse("progress:log_study"), reverse("progress:hours")


@pytest.fixture
def client(ada: User, client_of: Callable[[User], Client], roadmap: None) -> Client:
    return client_of(ada)


@pytest.fixture
def entry(ada: User, roadmap: None) -> StudyEntry:
    return log_study(
        learner=ada,
        study=StudyLine(minutes=60, kind="reading", day=ada.today, topic_uid="calculus", note="Spivak"),
    )


def edit_url(entry: StudyEntry) -> str:
    return reverse("progress:edit_entry", args=[entry.uid])


def upload(client: Client, text: str) -> str:
    file = SimpleUploadedFile("hours.csv", text.encode(), content_type="text/csv")
    return client.post("/hours/import/", {"file": file}, follow=True).text


def hidden(page: str, name: str) -> str:
    field = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
    assert field
    return field[1]


# ---------------------------------------------------------------- one line


@pytest.mark.parametrize(
    ("line", "minutes", "note"),
    [
        ("1,5 h", 90, ""), ("2h30", 150, ""), ("٢h", 120, ""), ("２h３０", 150, ""), ("٣ pm to 6 pm", 180, ""),
        ("10:00-1٣:30", 210, ""), ("- 3h reading", 180, ""), ("٣٫٥h", 210, ""),
        ("1h\u200b30", 90, ""), ("\ufeff45m", 45, ""),
        ("• 45m", 45, ""), ("24h00", 1440, ""), ("2h =SUM(A1)", 120, "=SUM(A1)"), ("2h\nreading", 120, ""),
        ("2h 🙂", 120, "🙂"), ("90.5 min", 90, ""), ("2h – -3 by -3 matrices", 120, "-3 by -3 matrices"),
    ],
)  # fmt: skip
def test_a_clumsy_line_is_the_entry_that_was_meant(client: Client, line: str, minutes: int, note: str) -> None:
    client.post(LOG, {"line": line})
    entry = StudyEntry.objects.get()
    assert (entry.minutes, entry.note) == (minutes, note)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2h tomorrow", "26 November 2026 is"),
        ("25h", TOO_LONG),
        ("90", "“90m”"),
        ("-3h", NEGATIVE_TIME),
        ("−3h", NEGATIVE_TIME),
        ("–½ h", NEGATIVE_TIME),
        ("0h", TOO_SHORT),
        ("1:75", NO_DURATION),
        ("1.200 min", "“1200m”"),
        ("10 000 min", "“10000m”"),
        ("nan h", NO_DURATION),
        ("9" * 200 + "h", NO_DURATION),
        ("2h 3h", TWO_DURATIONS),
        ("2h 0001-01-01", TOO_LONG_AGO),
        ("2h 9999-12-31", IN_THE_FUTURE),
        ("2h 2026-02-30", NO_SUCH_DAY),
        ("2h 99999-01-01 " + "x" * 300, "The line has 315 characters"),
        ("2h " + "x" * 10_000, "The line has 10003 characters"),
    ],
)
@time_machine.travel(TODAY, tick=False)
def test_an_invalid_line_gets_one_error_and_is_kept(client: Client, line: str, message: str) -> None:
    page = squeeze(client.post(LOG, {"line": line}).text)
    [sentence] = re.findall(r'<output id="log-said" for="line" class="(?:no|asks)"> ?<span>(.*?)</span>', page)
    assert sentence.startswith(message) or f" {message}" in sentence
    assert f'name="line" value="{line}"' in page
    assert not StudyEntry.objects.exists()


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])  # of 23 h and of 25 h where Ada is
@time_machine.travel(TODAY, tick=False)
def test_a_day_on_which_the_clock_was_changed_is_a_day(client: Client, day: str) -> None:
    client.post(LOG, {"line": f"{day} 24h00 reading"})
    assert StudyEntry.objects.get().day == date.fromisoformat(day)
    assert "24 h logged" in client.post(LOG, {"line": f"{day} 1m reading"}).text


# ---------------------------------------------------------------- one entry in two tabs


def test_a_change_in_another_tab_is_shown_before_replacing_it(client: Client, entry: StudyEntry) -> None:
    base = hidden(client.get(edit_url(entry)).text, "base")
    client.post(edit_url(entry), {"line": "2h reading calculus", "base": base})
    second = client.post(edit_url(entry), {"line": "45m coding calculus", "base": base}).text
    assert f"“{entry.day} 2h00 reading 1.2”" in second
    assert 'value="45m coding calculus"' in second
    entry.refresh_from_db()
    assert entry.minutes == 120
    client.post(edit_url(entry), {"line": "45m coding calculus", "base": hidden(second, "base")})
    entry.refresh_from_db()
    assert (entry.minutes, entry.kind) == (45, "coding")


def test_a_note_of_several_lines_is_no_change_of_another_tab(client: Client) -> None:
    """A browser sends each of its ends of line as two characters."""
    upload(client, f'day,minutes,note\n{timezone.localdate()},30,"one\ntwo"\n')
    entry = StudyEntry.objects.get()
    base = hidden(client.get(edit_url(entry)).text, "base").replace("\n", "\r\n")
    client.post(edit_url(entry), {"line": "45m coding", "base": base})
    entry.refresh_from_db()
    assert entry.minutes == 45


def test_an_entry_deleted_in_another_tab_can_be_logged_again(client: Client, entry: StudyEntry) -> None:
    client.post(reverse("progress:delete_entry", args=[entry.uid]))
    answer = client.post(edit_url(entry), {"line": "45m coding calculus – by hand", "base": "as it was"})
    assert answer.status_code == 404
    assert ENTRY_DELETED in answer.text
    assert 'value="45m coding calculus – by hand"' in answer.text
    assert client.get(edit_url(entry)).status_code == 404


def test_one_that_is_deleted_at_the_same_moment_does_not_come_back(ada: User, entry: StudyEntry) -> None:
    StudyEntry.objects.all().delete()
    with pytest.raises(RefusedError, match=ENTRY_DELETED):
        edit_entry(learner=ada, entry=entry, study=StudyLine(minutes=45, kind="coding", day=entry.day, topic_uid=None))
    assert not StudyEntry.objects.exists()


def test_an_entry_from_years_ago_keeps_its_day_when_it_is_changed(client: Client) -> None:
    upload(client, "day,minutes,note\n2019-05-01,30,from another tracker\n")
    entry = StudyEntry.objects.get()
    client.post(edit_url(entry), {"line": "2019-05-01 45m reading"})
    entry.refresh_from_db()
    assert (entry.day, entry.minutes) == (date(2019, 5, 1), 45)
    assert TOO_LONG_AGO in client.post(edit_url(entry), {"line": "2019-05-02 45m reading"}).text


# ---------------------------------------------------------------- a file


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("0001-01-01,30,coding,", "0001-01-01 is"),
        ("9999-12-31,30,coding,", "9999-12-31 is"),
        ("99999-01-01,30,coding,", "isn’t a date."),
        ("2026-11-24,-90,coding,", "“-90”"),
        ("2026-11-24,−3h,coding,", "“−3h”"),
        ("2026-11-24,1h 2h,coding,", "“1h 2h”"),
        ("2026-11-24,25h,coding,", "“25h”"),
        ("2026-11-24,1,coding,one, two", "Line 2: "),
        ("2026-11-24,30,coding," + "x" * 201, "The note has 201 characters"),
    ],
)
def test_an_invalid_row_is_named_by_its_line(row: str, message: str) -> None:
    with pytest.raises(CsvError) as caught:
        read_hours(f"day,minutes,kind,note\n{row}\n".encode(), topics={}, today=TODAY)
    [problem] = caught.value.problems
    assert problem.startswith("Line 2: ")
    assert message in problem


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_a_formula_is_a_note_and_comes_out_inert(client: Client, formula: str) -> None:
    upload(client, f'day,minutes,note\n{timezone.localdate()},30,"{formula}"\n')
    text = client.get("/hours/hours.csv").getvalue().decode()
    assert f",'{formula}," in text
    StudyEntry.objects.all().delete()
    upload(client, text)
    assert StudyEntry.objects.get().note == formula


def test_a_hundred_thousand_rows_are_refused_soon_and_as_many_as_fit_come_in(client: Client) -> None:
    many = "day,minutes\n" + f"{TODAY - timedelta(days=1)},1\n" * 100_000
    with processor_bound(1):
        assert "more than 2500 lines" in upload(client, many)
    assert not StudyEntry.objects.exists()
    rows = "".join(f"{date(2020, 1, 1) + timedelta(days=number // 10)},1\n" for number in range(2_500))
    assert "2500 entries are imported." in upload(client, f"day,minutes\n{rows}")
    assert client.get(HOURS).status_code == 200
