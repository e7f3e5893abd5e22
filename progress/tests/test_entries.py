import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from curriculum.models import Topic
from lib.errors import RefusedError
from progress.hours.actions import delete_entry, edit_entry, log_study
from progress.hours.models import Source, StudyEntry
from progress.log_line.study_line import StudyLine
from progress.tests.conftest import plain
from tests.markup import squeeze

ClientOf = Callable[[User], Client]


@pytest.fixture
def entry(ada: User, linear_algebra: Topic) -> StudyEntry:
    study = StudyLine(minutes=90, kind="reading", day=ada.today, topic_uid="linear-algebra", note="Strang, lecture 3")
    return log_study(learner=ada, study=study)


def edit_url(entry: StudyEntry) -> str:
    return reverse("progress:edit_entry", args=[entry.uid])


def delete_url(entry: StudyEntry) -> str:
    return reverse("progress:delete_entry", args=[entry.uid])


def test_an_entry_opens_as_the_line_that_would_log_it(client_of: ClientOf, ada: User, entry: StudyEntry) -> None:
    page = client_of(ada).get(edit_url(entry)).text
    assert f'value="{entry.day.isoformat()} 1h30 reading 1.1 – Strang, lecture 3"' in page


def test_the_preview_of_a_change_counts_the_entry_once(client_of: ClientOf, ada: User, entry: StudyEntry) -> None:
    client = client_of(ada)
    page = plain(client.get(edit_url(entry)).text)
    assert "1.5 of 8 to 12 h" in page
    attribute = re.search(r'hx-get="([^"]+)"', page)
    assert attribute
    typed = client.get(f"{attribute[1]}&line=2h+reading+1.1", headers={"HX-Request": "true"}).text
    assert "2 of 8 to 12 h, 6 to 10 h left." in plain(typed)


def test_it_changes_an_entry(client_of: ClientOf, ada: User, entry: StudyEntry) -> None:
    response = client_of(ada).post(edit_url(entry), {"line": "45m coding calculus"}, follow=True)
    assert "Changed: Logged 45 min of coding on Calculus, today." in response.text
    entry.refresh_from_db()
    assert (entry.minutes, entry.kind, entry.topic, entry.note) == (
        45, "coding", Topic.objects.get(uid="calculus"), ""
    )  # fmt: skip


@pytest.mark.parametrize("sent", [{"minutes": 30, "kind": "reading", "note": "a\nb"}, {"line": "30m reading - a\r\nb"}])
def test_a_note_of_two_lines_becomes_one_that_can_be_changed(
    client_of: ClientOf, ada: User, sent: dict[str, object]
) -> None:
    """Else the box of one line joins its words, and what it holds never is what was there."""
    client = client_of(ada)
    assert client.post("/api/v1/study-entries/", sent, "application/json").json()["note"] == "a b"
    entry = StudyEntry.objects.get()
    base = re.search(r'name="base" value="([^"]*)"', client.get(edit_url(entry)).text)
    assert base is not None
    client.post(edit_url(entry), {"line": base[1].replace("0m", "5m"), "base": base[1]})
    entry.refresh_from_db()
    assert (entry.minutes, entry.note) == (35, "a b")


def test_a_change_counts_its_own_day_once(client_of: ClientOf, ada: User, entry: StudyEntry) -> None:
    client_of(ada).post(edit_url(entry), {"line": "24h00 reading"})
    entry.refresh_from_db()
    assert entry.minutes == 24 * 60


def test_a_deleted_entry_comes_back_by_undo_exactly_once(client_of: ClientOf, ada: User, entry: StudyEntry) -> None:
    before = StudyEntry.objects.values().get()
    client = client_of(ada)
    page = client.post(delete_url(entry), follow=True).text
    assert "Deleted 1 h 30 min of reading." in page
    assert not StudyEntry.objects.exists()
    attribute = re.search(r'name="undo_token" value="([^"]+)"', page)
    assert attribute
    for _ in range(2):
        client.post(reverse("progress:restore_entry"), {"undo_token": attribute[1]})
    after = StudyEntry.objects.values().get()
    assert {**before, "id": None} == {**after, "id": None}


def test_the_undo_is_still_on_the_hours_page_after_leaving_it(
    client_of: ClientOf, ada: User, entry: StudyEntry
) -> None:
    client, hours = client_of(ada), reverse("progress:hours")
    client.post(delete_url(entry), follow=True)
    client.get(reverse("progress:plan"))
    page = client.get(hours).text
    assert "Deleted 1 h 30 min of reading." in page
    attribute = re.search(r'name="undo_token" value="([^"]+)"', page)
    assert attribute
    client.post(reverse("progress:restore_entry"), {"undo_token": attribute[1]}, follow=True)
    assert StudyEntry.objects.get().note == "Strang, lecture 3"
    assert "Deleted" not in client.get(hours).text


def test_a_note_is_shown_as_plain_text(
    client_of: ClientOf, ada: User, entry: StudyEntry, linear_algebra: Topic
) -> None:
    StudyEntry.objects.update(note="<script>{} & {0}", kind="reading")
    Topic.objects.filter(pk=linear_algebra.pk).update(label="A < B", title="A < B")
    page = client_of(ada).get("/hours/").text
    assert ">A &lt; B</a>: &lt;script&gt;{} &amp; {0}" in " ".join(page.split())


@pytest.mark.parametrize("source", Source)
def test_it_names_the_source_of_an_entry(client_of: ClientOf, ada: User, entry: StudyEntry, source: Source) -> None:
    StudyEntry.objects.update(source=source)
    assert f", {source.label}.</p>" in squeeze(client_of(ada).get(edit_url(entry)).text)


def test_nobody_else_sees_or_changes_it(
    client_of: ClientOf, carl: User, emmy: User, grace: User, entry: StudyEntry
) -> None:
    for other in (carl, emmy, grace):
        client = client_of(other)
        assert client.get(edit_url(entry)).status_code == 404
        assert client.post(edit_url(entry), {"line": "1m coding"}).status_code == 404
        assert client.post(delete_url(entry)).status_code == 404
    entry.refresh_from_db()
    assert entry.minutes == 90


def test_an_undo_token_is_worth_nothing_to_others_or_when_forged(
    client_of: ClientOf, ada: User, carl: User, entry: StudyEntry
) -> None:
    undo_token = delete_entry(learner=ada, entry=entry)
    url = reverse("progress:restore_entry")
    assert client_of(carl).post(url, {"undo_token": undo_token}).status_code == 403
    assert '<ul class="messages">' in client_of(ada).post(url, {"undo_token": undo_token[:-2]}, follow=True).text
    assert not StudyEntry.objects.exists()


def test_a_get_request_deletes_nothing(client_of: ClientOf, ada: User, entry: StudyEntry) -> None:
    assert client_of(ada).get(delete_url(entry)).status_code == 405


def test_the_hours_page_shows_weeks_kinds_and_estimates(client_of: ClientOf, ada: User, entry: StudyEntry) -> None:
    page = plain(client_of(ada).get(reverse("progress:hours")).text)
    assert "1.5 h of study" in page
    assert "1.5 h, on 1 day." in page
    assert "1.5 of 8 to 12 h logged, 6.5 to 10.5 h left." in page
    assert "Strang, lecture 3" in page


def test_older_weeks_are_on_earlier_pages(client_of: ClientOf, ada: User, entry: StudyEntry) -> None:
    day = ada.today - timedelta(weeks=20)
    log_study(learner=ada, study=StudyLine(minutes=60, kind="watching", day=day, topic_uid=None, note="long ago"))
    client = client_of(ada)
    page = client.get(reverse("progress:hours")).text
    assert "long ago" not in page
    while "long ago" not in page:
        link = re.search(r'href="\?before=([-\d]+)"', page)
        assert link
        page = client.get(reverse("progress:hours"), {"before": link[1]}).text


def test_a_full_week_is_listed_in_parts_and_every_entry_is_on_one(
    client_of: ClientOf, ada: User, linear_algebra: Topic
) -> None:
    today = ada.today
    StudyEntry.objects.bulk_create(
        StudyEntry(learner=ada, kind="coding", minutes=1, day=today, time_zone="UTC", note=f"entry {number}.")
        for number in range(60)
    )
    client, url = client_of(ada), reverse("progress:hours")
    pages = [client.get(url, {"part": part}).text for part in (1, 2, 3)]
    assert "Entries 26 to 50 of 60 " in pages[1]
    assert [page.count("Delete<span") for page in pages] == [25, 25, 10]
    assert {note for page in pages for note in re.findall(r"entry \d+\.", page)} == {f"entry {n}." for n in range(60)}
    assert "&amp;part=" not in pages[2].rpartition("of 60")[2].replace("&amp;part=2", "")


@pytest.mark.parametrize("part", ["0", "99", "-1", "two", "²", "9" * 5000])
def test_an_invalid_part_falls_back_to_a_valid_one(
    client_of: ClientOf, ada: User, entry: StudyEntry, part: str
) -> None:
    assert "Strang, lecture 3" in client_of(ada).get(reverse("progress:hours"), {"part": part}).text


def test_of_two_changes_in_one_moment_the_second_is_refused_and_loses_nothing(ada: User, roadmap: None) -> None:
    uid = log_study(learner=ada, study=StudyLine(minutes=60, kind="reading", day=ada.today, topic_uid="calculus")).uid
    first, second = StudyEntry.objects.get(uid=uid), StudyEntry.objects.get(uid=uid)
    edit_entry(
        learner=ada, entry=first, study=StudyLine(minutes=90, kind="reading", day=ada.today, topic_uid="calculus")
    )
    with pytest.raises(RefusedError, match="changed elsewhere"):
        edit_entry(
            learner=ada, entry=second, study=StudyLine(minutes=60, kind="coding", day=ada.today, topic_uid="calculus")
        )
    stored = StudyEntry.objects.get(uid=uid)
    assert (stored.minutes, stored.kind) == (90, "reading")
