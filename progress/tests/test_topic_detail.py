import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from curriculum.models import Subtopic, Topic
from exercises.models import Exercise
from progress.hours.actions import log_study
from progress.log_line.study_line import StudyLine
from progress.tests.conftest import plain
from progress.topic.actions import NOT_ON_THE_ROADMAP, mark_topic
from progress.topic.models import TopicMark
from progress.topic.rules import TopicState, skip_sentence
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


def url(uid: str) -> str:
    return reverse("progress:topic_detail", args=[uid])


def mark_url(uid: str) -> str:
    return reverse("progress:mark_topic", args=[uid])


def part_url(uid: str) -> str:
    return reverse("progress:mark_subtopic", args=[uid])


@pytest.fixture
def client(ada: User, client_of: ClientOf) -> Client:
    return client_of(ada)


def test_it_shows_everything_in_the_roadmap(client: Client, linear_algebra: Topic) -> None:
    page = client.get(url("linear-algebra")).text
    for said in ("Master it deeply", "Essential", "8 to 12 h", "as a refresher", "Learning path", "Skip for now",
                 "The Jordan canonical form", "Practice", "Gilbert Strang"):  # fmt: skip
        assert said in page
    assert "<math" in page  # formulas are typeset, not shown as LaTeX
    assert "\\Sigma" not in page
    for part in linear_algebra.subtopics.all():
        assert f'id="{part.uid}"' in page


def test_parts_within_parts_have_their_own_stars_and_buttons(client: Client, roadmap: None) -> None:
    page = client.get(url("transformers")).text
    nested = Subtopic.objects.filter(topic__uid="transformers", parent__isnull=False)
    assert nested.count() > 5
    for part in nested:
        assert f'id="{part.uid}"' in page
        assert part_url(part.uid) in page


def test_logged_hours_are_compared_with_the_estimate(client: Client, ada: User, linear_algebra: Topic) -> None:
    log_study(
        learner=ada,
        study=StudyLine(minutes=384, kind="coding", day=date(2026, 3, 3), topic_uid="linear-algebra", note="einsum"),
    )
    page = plain(client.get(url("linear-algebra")).text)
    assert "6.4 of 8 to 12 h logged, 1.6 to 5.6 h left." in page
    assert "einsum" in page


def test_an_untouched_estimate_is_shown_once(client: Client, linear_algebra: Topic) -> None:
    page = client.get(url("linear-algebra")).text
    assert "left of" not in _head(page)
    assert "8 to 12 h" in _head(page)


def test_a_learner_from_scratch_sees_the_longer_estimate(
    client_of: ClientOf, carl: User, linear_algebra: Topic
) -> None:
    page = client_of(carl).get(url("linear-algebra")).text
    assert "20 to 30 h" in page
    assert "from scratch" in page


def test_its_exercises_show_whether_they_are_passed(
    client: Client, ada: User, exercise: Exercise, run: Callable[..., object]
) -> None:
    link = reverse("exercises:exercise_detail", args=[exercise.slug])
    assert link in client.get(url("neural-networks")).text
    total = exercise.topics.get().exercises.count()
    run(exercise, ada)
    assert f'aria-label="1 of {total} proven"' in client.get(url("neural-networks")).text


def test_a_mark_posted_without_javascript_comes_back_to_the_page(
    client: Client, ada: User, linear_algebra: Topic
) -> None:
    response = client.post(mark_url("linear-algebra"), {"state": "done"}, follow=True)
    assert response.redirect_chain == [(url("linear-algebra"), 302)]
    assert "claimed" in response.text
    client.post(mark_url("linear-algebra"), {"state": "todo"})
    assert not TopicMark.objects.exists()


def test_a_mark_posted_by_htmx_gets_the_content_alone(client: Client, linear_algebra: Topic) -> None:
    response = client.post(part_url("linear-algebra.norms"), {"state": "done"}, headers=HTMX, follow=True)
    assert "claimed" in response.text
    assert "<html" not in response.text


@pytest.mark.parametrize(
    ("state", "shown"),
    [("doing", "in progress"), ("done", "claimed"), ("skipped", "– skipped"), ("review", "to review")],
)
def test_each_state_can_be_chosen_and_is_shown(client: Client, linear_algebra: Topic, state: str, shown: str) -> None:
    before = _head(client.get(url("linear-algebra")).text)
    assert f'name="state" value="{state}"' in before
    assert shown in _head(client.post(mark_url("linear-algebra"), {"state": state}, follow=True).text)


@pytest.mark.parametrize("state", ["todo", "doing", "skipped", "review"])
def test_a_lost_state_is_restored_with_its_day(client: Client, linear_algebra: Topic, state: str) -> None:
    client.post(mark_url("linear-algebra"), {"state": "done"}, follow=True)  # its own offer to undo is read
    was = TopicMark.objects.get()
    page = client.post(mark_url("linear-algebra"), {"state": state}, follow=True).text
    undo_token = page.partition('name="undo_token" value="')[2].partition('"')[0]
    back = client.post(reverse("progress:undo_mark"), {"undo_token": undo_token}, follow=True).text
    assert "claimed" in _head(back)
    assert TopicMark.objects.get().marked_at == was.marked_at


def test_no_undo_is_offered_if_nothing_changed(client: Client, linear_algebra: Topic) -> None:
    assert "Undo" in client.post(mark_url("linear-algebra"), {"state": "done"}, follow=True).text
    assert "Undo" not in client.post(mark_url("linear-algebra"), {"state": "done"}, follow=True).text


def test_another_learners_undo_token_is_rejected(
    client: Client, ada: User, carl: User, client_of: ClientOf, linear_algebra: Topic
) -> None:
    mark_topic(learner=ada, topic=linear_algebra, state=TopicState.DONE)
    undo_token = mark_topic(learner=ada, topic=linear_algebra, state=TopicState.DOING)
    assert client_of(carl).post(reverse("progress:undo_mark"), {"undo_token": undo_token}).status_code == 403
    assert TopicMark.objects.get().state == "doing"


def test_a_skip_counts_as_done_only_where_the_roadmap_advises_it(client: Client, roadmap: None) -> None:
    for uid in ("computer-vision", "calculus"):
        client.post(mark_url(uid), {"state": "skipped"})
    advised, own = (client.get(url(uid)).text for uid in ("computer-vision", "calculus"))
    assert skip_sentence(TopicState.SKIPPED, is_skip_advised=True) in advised
    assert skip_sentence(TopicState.SKIPPED, is_skip_advised=False) in own
    way = client.get(reverse("progress:roadmap")).text
    assert "0 of 18 topics proven, 1 skipped." in squeeze(way)  # computer vision lies beside the way


def test_the_parts_done_are_counted_and_what_to_skip_is_a_link_away(client: Client, linear_algebra: Topic) -> None:
    total = linear_algebra.subtopics.count()
    client.post(part_url("linear-algebra.norms"), {"state": "done"})
    page = squeeze(client.get(url("linear-algebra")).text)
    assert f'1 of {total} parts done. <a href="#skip">3 more' in page
    skip = page.partition('<section id="skip"><h2>Skip for now</h2>')[2].partition("</section>")[0]
    assert skip.count("<li>") == 3


def test_the_topic_is_done_when_every_part_is_done_or_skipped(client: Client, ada: User, linear_algebra: Topic) -> None:
    parts = list(linear_algebra.subtopics.all())
    for part in parts[1:]:
        client.post(part_url(part.uid), {"state": "done"})
    assert "claimed" not in _head(client.get(url("linear-algebra")).text)
    client.post(part_url(parts[0].uid), {"state": "skipped"})
    assert "claimed" in _head(client.get(url("linear-algebra")).text)


def test_it_hides_other_learners_marks(client: Client, client_of: ClientOf, carl: User, linear_algebra: Topic) -> None:
    client.post(mark_url("linear-algebra"), {"state": "done"})
    assert "claimed" not in client_of(carl).get(url("linear-algebra")).text


def test_an_unknown_state_changes_nothing(client: Client, linear_algebra: Topic) -> None:
    client.post(mark_url("linear-algebra"), {"state": "excellent"})
    assert not TopicMark.objects.exists()


def test_retired_topics_keep_their_marks_but_take_no_new_ones(client: Client, ada: User, linear_algebra: Topic) -> None:
    part = linear_algebra.subtopics.get(uid="linear-algebra.norms")
    client.post(part_url(part.uid), {"state": "done"})
    Subtopic.objects.filter(pk=part.pk).update(retired=True)
    page = client.post(part_url(part.uid), {"state": "todo"}, follow=True).text
    assert NOT_ON_THE_ROADMAP in page
    assert TopicMark.objects.get(subtopic=part).state == "done"


def test_a_visitor_may_read_but_not_mark(linear_algebra: Topic) -> None:
    page = Client().get(url("linear-algebra")).text
    assert "Vector and matrix operations" in page
    assert mark_url("linear-algebra") not in page
    assert Client().post(mark_url("linear-algebra"), {"state": "done"}).headers["Location"].startswith("/accounts/")


def test_unknown_topics_are_not_found(client: Client, roadmap: None) -> None:
    assert client.get(url("alchemy")).status_code == 404


def _head(page: str) -> str:
    return squeeze(page[page.index("<h1>") : page.index("</header>", page.index("<h1>"))])


@pytest.mark.usefixtures("roadmap")
def test_its_marks_are_sent_with_the_readers_own_token(ada: User, carl: User) -> None:
    part = Subtopic.objects.filter(topic__uid="transformers").first()
    assert part is not None
    for learner in (ada, carl, ada):  # rendered, then cached
        client = Client(enforce_csrf_checks=True)
        client.force_login(learner, backend="accounts.backends.AddressBackend")
        page = client.get(url("transformers")).text
        assert f'form="mark" formaction="{part_url(part.uid)}"' in squeeze(page)
        form = page.partition('<form id="mark"')[2].partition("</form>")[0]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
        assert token
        sent = {"state": "doing", "csrfmiddlewaretoken": token[1]}
        assert client.post(part_url(part.uid), sent).status_code == 302
    menu = client.get(url("transformers")).text.partition(f'id="{part.uid}"')[2].partition('class="mark-menu"')[2]
    assert "in progress" in menu.partition("</summary>")[0]


@pytest.mark.parametrize(
    ("uid", "fonts"),
    [("neural-networks", {"stix-two-math"}), ("python", {"jetbrains-mono"}), ("loss-functions", set())],
)
def test_it_loads_the_fonts_of_formulas_and_code_only_where_it_has_some(
    uid: str, fonts: set[str], roadmap: None
) -> None:
    head = Client().get(url(uid)).text.partition("</head>")[0]
    assert set(re.findall(r"fonts/([\w-]+)\.woff2", head)) == {"source-serif-4", "instrument-sans"} | fonts
