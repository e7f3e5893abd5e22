import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from curriculum.models import Topic
from progress.hours.actions import log_study
from progress.hours.models import StudyEntry
from progress.hours.views import LOGGED_ALREADY
from progress.log_line.study_line import StudyLine
from progress.tests.conftest import plain
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
URL, PREVIEW, HOURS = reverse("progress:log_study"), reverse("progress:log_preview"), reverse("progress:hours")


def uid_of(page: str) -> str:
    return str(re.findall(r'name="uid" value="([^"]+)"', page)[0])


def buttons(page: str) -> dict[str, list[str]]:
    """The values of the buttons in the preview, by name."""
    values: dict[str, list[str]] = {}
    for name, value in re.findall(r'<button class="[a-z]+" name="(\w+)" value="([^"]*)"', squeeze(page)):
        values.setdefault(name, []).append(value)
    return values


@pytest.fixture
def client(ada: User, client_of: ClientOf) -> Client:
    return client_of(ada)


def test_a_line_posted_without_javascript_is_logged_and_comes_back_with_what_was_understood(
    client: Client, ada: User, linear_algebra: Topic
) -> None:
    topic_url = reverse("progress:topic_detail", args=["linear-algebra"])
    response = client.post(URL, {"line": "1h30 reading", "topic": "linear-algebra", "next": topic_url}, follow=True)
    assert response.redirect_chain == [(topic_url, 302)]
    assert "Logged 1 h 30 min of reading on Linear algebra, today." in response.text
    assert "1.5 of 8 to 12 h logged, 6.5 to 10.5 h left." in plain(response.text)
    entry = StudyEntry.objects.get(learner=ada)
    assert (entry.minutes, entry.kind, entry.topic, entry.source) == (90, "reading", linear_algebra, "typed")
    assert entry.time_zone == "Europe/London"


def test_a_form_that_is_sent_twice_logs_once(client: Client, roadmap: None) -> None:
    form = {"line": "45m coding", "uid": uid_of(client.get(HOURS).text)}
    assert LOGGED_ALREADY not in client.post(URL, form, follow=True).text
    assert LOGGED_ALREADY in client.post(URL, form, follow=True).text
    assert str(StudyEntry.objects.get().uid) == form["uid"]


def test_a_fresh_form_logs_the_same_line_again(client: Client, roadmap: None) -> None:
    for _ in range(2):
        client.post(URL, {"line": "45m coding", "uid": uid_of(client.get(HOURS).text)})
    assert StudyEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("days", "logged"),
    [
        (-1, date(2026, 11, 10)),  # the device is farther east
        (0, date(2026, 11, 10)),
        (31, date(2026, 10, 10)),
        (32, None),
        (-2, None),
    ],
)
@time_machine.travel("2026-11-10 12:00Z", tick=False)
def test_a_line_that_is_sent_later_counts_for_the_day_on_which_it_was_written(
    client: Client, roadmap: None, days: int, logged: date | None
) -> None:
    written_on = date(2026, 11, 10) - timedelta(days=days)
    response = client.post(URL, {"line": "1h coding", "written_on": written_on.isoformat()})
    assert [entry.day for entry in StudyEntry.objects.all()] == ([logged] if logged else [])
    assert ("Add the day" in response.text) == (logged is None)


def test_an_old_form_with_another_line_logs_it(client: Client, roadmap: None) -> None:
    uid = uid_of(client.get(HOURS).text)
    for line in ("45m coding", "30m coding"):
        client.post(URL, {"line": line, "uid": uid})
    assert sorted(StudyEntry.objects.values_list("minutes", flat=True)) == [30, 45]


def test_nobody_can_take_the_uid_of_another_learners_entry(
    client: Client, grace: User, client_of: ClientOf, roadmap: None
) -> None:
    form = {"line": "45m coding", "uid": uid_of(client.get(HOURS).text)}
    for sender in (client, client_of(grace)):
        assert LOGGED_ALREADY not in sender.post(URL, form, follow=True).text
    assert StudyEntry.objects.count() == 2


def test_with_htmx_the_same_post_gives_the_page_s_content_alone(client: Client, linear_algebra: Topic) -> None:
    response = client.post(URL, {"line": "45m coding", "next": "/"}, headers=HTMX, follow=True)
    assert "Logged 45 min of coding, today." in response.text
    assert "<html" not in response.text
    assert "HX-Request" in response.headers["Vary"]


def test_a_line_it_cannot_read_is_explained_and_kept(client: Client, roadmap: None) -> None:
    response = client.post(URL, {"line": "90 reading"})
    assert "“90m”" in response.text
    line = r'<input id="line" name="line" value="90 reading"[^>]* aria-invalid="true" autofocus'
    assert re.search(line, squeeze(response.text))
    assert not StudyEntry.objects.exists()


def test_with_htmx_only_the_preview_changes(client: Client, roadmap: None) -> None:
    client.post(URL, {"line": "16h coding"})
    topic = reverse("progress:topic_detail", args=["calculus"])
    for line, message, look in (("90 reading", "“90m”", "asks"), ("9h reading", "24 h", "no")):
        response = client.post(URL, {"line": line, "topic": "calculus", "next": topic}, headers=HTMX)
        assert squeeze(response.text).startswith(f'<output id="log-said" for="line" class="{look}">')
        assert message in response.text
        assert (response.headers["HX-Retarget"], response.headers["HX-Reswap"]) == ("#log-said", "outerHTML")
    assert StudyEntry.objects.count() == 1


def test_the_preview_says_what_the_line_means_and_what_it_makes(
    client: Client, ada: User, linear_algebra: Topic
) -> None:
    log_study(
        learner=ada, study=StudyLine(minutes=294, kind="coding", day=date(2026, 1, 5), topic_uid="linear-algebra")
    )
    response = client.get(PREVIEW, {"line": "1h30 coding lin"}, headers=HTMX)
    sentence = "6.4 of 8 to 12 h, 1.6 to 5.6 h left."
    assert sentence in plain(response.text)
    assert squeeze(response.text).startswith("<output")
    assert StudyEntry.objects.count() == 1


def test_the_preview_offers_the_kinds_and_the_topic_that_is_next(client: Client, roadmap: None) -> None:
    response = client.get(PREVIEW, {"line": "2h", "offer": "calculus"}, headers=HTMX)
    assert "Study, 2 h today" in response.text
    assert buttons(response.text) == {
        "kind": ["coding", "reading", "watching"],
        "topic": ["calculus"],
    }


def test_a_kind_that_is_not_stated_is_logged_as_none_unless_one_is_chosen(client: Client, roadmap: None) -> None:
    client.post(URL, {"line": "2h sleep"})
    client.post(URL, {"line": "1h", "kind": "reading"})
    client.post(URL, {"line": "30m coding", "kind": "reading"})
    kinds = StudyEntry.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["unstated", "reading", "coding"]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["without JavaScript", "with htmx"])
def test_a_question_is_asked_until_it_is_answered(client: Client, roadmap: None, headers: dict[str, str]) -> None:
    """Pressing Enter again is no answer."""
    for _ in range(2):
        page = client.post(URL, {"line": "1-2h reading optimizers"}, headers=headers).text
        assert not StudyEntry.objects.exists()
    answers = buttons(page)["answer"]
    assert len(answers) == 2
    if not headers:
        assert 'value="1-2h reading optimizers"' in page
    client.post(URL, {"line": "1-2h reading optimizers", "answer": answers[1]}, headers=headers)
    entry = StudyEntry.objects.select_related("topic").get()
    assert (entry.minutes, entry.kind, entry.topic and entry.topic.uid) == (120, "reading", "optimizers")


def test_the_answer_to_one_question_may_lead_to_the_next(client: Client, roadmap: None) -> None:
    first = buttons(client.post(URL, {"line": "24h math"}).text)["answer"]
    second = buttons(client.post(URL, {"line": "24h math", "answer": first[1]}).text)["answer"]
    client.post(URL, {"line": "24h math", "answer": second[0]})
    entry = StudyEntry.objects.select_related("topic").get()
    assert (entry.minutes, entry.topic and entry.topic.uid) == (24, "linear-algebra")


def test_a_question_about_a_changed_entry_changes_nothing_yet(client: Client, ada: User, roadmap: None) -> None:
    study = StudyLine(minutes=60, kind="reading", day=ada.today, topic_uid=None)
    entry = log_study(learner=ada, study=study)
    edit = reverse("progress:edit_entry", args=[entry.uid])
    answers = buttons(client.post(edit, {"line": "1-2h reading"}).text)["answer"]
    entry.refresh_from_db()
    assert entry.minutes == 60
    client.post(edit, {"line": "1-2h reading", "answer": answers[1]})
    entry.refresh_from_db()
    assert entry.minutes == 120


def test_the_preview_works_as_a_page_of_its_own(client: Client, roadmap: None) -> None:
    response = client.get(PREVIEW, {"line": "1h30 reading calculus"})
    assert "<html" in response.text
    assert "Reading, 1 h 30 min today, on Calculus." in response.text


def test_the_offered_topic_overrides_the_empty_one(client: Client, roadmap: None) -> None:
    client.post(URL, {"line": "2h coding", "topic": ["", "calculus"]})
    assert StudyEntry.objects.get().topic == Topic.objects.get(uid="calculus")


def test_a_day_is_the_learner_s_own(client_of: ClientOf, carl: User, roadmap: None) -> None:
    with time_machine.travel("2026-11-24T03:00:00Z", tick=False):  # ten in the evening before, in New York
        client_of(carl).post(URL, {"line": "1h reading"})
    assert StudyEntry.objects.get(learner=carl).day == date(2026, 11, 23)


def test_a_day_longer_than_a_day_is_refused(client: Client, roadmap: None) -> None:
    client.post(URL, {"line": "16h coding"})
    response = client.post(URL, {"line": "9h reading"})
    assert "16 h logged" in response.text
    assert StudyEntry.objects.count() == 1


def test_an_ambiguous_topic_is_asked_for(client: Client, roadmap: None) -> None:
    response = client.get(PREVIEW, {"line": "1h coding optim"}, headers=HTMX)
    assert "Which topic?" in response.text


def test_it_does_not_redirect_to_other_sites(client: Client, roadmap: None) -> None:
    response = client.post(URL, {"line": "1h reading", "next": "https://example.com/"})
    assert response.headers["Location"] == reverse("progress:hours")


def test_a_visitor_is_asked_to_sign_in(db: None) -> None:
    response = Client().post(URL, {"line": "1h reading"})
    assert response.headers["Location"].startswith(reverse("account_login"))
