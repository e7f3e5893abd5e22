"""Several roadmaps stay apart, except for the topics that they share."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import chain

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from curriculum.models import Phase, Roadmap, Topic
from lib.errors import RefusedError
from progress.checkpoints.models import CriterionMark
from progress.forecast.changes import save_forecast
from progress.forecast.models import ForecastSnapshot
from progress.hours.actions import log_study
from progress.hours.days import days_of
from progress.hours.models import StudyEntry
from progress.log_line.study_line import StudyLine
from progress.outline.outline import outline_for
from progress.plan.actions import save_plan
from progress.plan.queries import minutes_on_path, pace_and_standing, plan_of
from progress.review.queries import due_for
from progress.roadmap.actions import choose_roadmap
from progress.roadmap.curriculum import Curriculum
from progress.roadmap.roadmaps import curricula_for, curriculum, curriculum_named, roadmaps
from progress.topic.actions import mark_topic
from progress.topic.rules import TopicState
from tests.second_roadmap import OWN, SECOND, SHARED

OWN_PAGES = ("home", "progress:roadmap", "progress:guide", "progress:plan", "progress:checkpoint_list",
             "progress:hours", "progress:review")  # fmt: skip
SECOND_PHASE = f"/roadmaps/{SECOND}/phases/1/"
SECOND_PAGES = (f"/roadmaps/{SECOND}/", f"/roadmaps/{SECOND}/guide/", SECOND_PHASE, "/checkpoints/serving-checkpoint/")
pytestmark = pytest.mark.usefixtures("second_roadmap")


@pytest.fixture
def dora(carl: User, second_roadmap: Roadmap) -> User:
    """Carl, once he has chosen the second roadmap."""
    choose_roadmap(learner=carl, roadmap=second_roadmap)
    return User.objects.get(pk=carl.pk)


def topics_on(client: Client, *paths: str) -> set[str]:
    """The topics that the pages link to, and those with a button that marks them."""
    pages = [client.get(path) for path in paths]
    assert {page.status_code for page in pages} == {200}
    return set(chain.from_iterable(re.findall(r"/roadmap/topics/([^/\"]+)/", page.text) for page in pages))


def topics_of(roadmap: str) -> set[str]:
    return set(Topic.objects.filter(section__roadmap__uid=roadmap).values_list("uid", flat=True))


def second() -> Curriculum:
    course = curriculum_named(SECOND)
    assert course
    return course


def test_the_pages_of_the_second_show_its_own_topics_and_the_shared_one_only() -> None:
    assert topics_on(Client(), *SECOND_PAGES) == {OWN, SHARED}
    assert topics_on(Client(), f"/roadmap/topics/{OWN}/") == set()


def test_the_pages_of_the_first_are_as_if_there_were_no_other() -> None:
    phases = [f"/roadmap/phases/{row.number}/" for row in Phase.objects.exclude(roadmap__uid=SECOND)]
    topics_shown = topics_on(
        Client(), "/", "/roadmap/", "/roadmap/topics/?q=attention", "/roadmap/guide/", "/checkpoints/", *phases
    )
    assert SHARED in topics_shown
    assert OWN not in topics_shown
    assert topics_shown <= topics_of(curriculum().roadmap.uid)


def test_whoever_chose_the_second_sees_nothing_of_the_first(client_of: Callable[[User], Client], dora: User) -> None:
    save_plan(learner=dora, minutes_a_day=60, weekdays=[1, 3], start=dora.today)
    client = client_of(dora)
    own_pages = [reverse(view) for view in OWN_PAGES]
    assert topics_on(client, *own_pages, *SECOND_PAGES) <= {OWN, SHARED}
    assert "Serving models" in client.get("/roadmap/").text
    assert outline_for(dora).here
    assert {line.uid for line in outline_for(dora).path} == {OWN, SHARED}


@pytest.mark.parametrize("state", [TopicState.DONE, TopicState.SKIPPED, TopicState.DOING])
def test_a_shared_topic_marked_in_one_counts_in_the_other(ada: User, state: TopicState) -> None:
    topic = Topic.objects.get(uid=SHARED)
    mark_topic(learner=ada, topic=topic, state=state)
    for course in roadmaps().all():
        assert outline_for(ada, course).topics[topic.pk].state == state


def test_hours_on_a_shared_topic_count_in_both(ada: User) -> None:
    topic = Topic.objects.get(uid=SHARED)
    study = StudyLine(minutes=90, kind="coding", day=ada.today, topic_uid=SHARED)
    log_study(learner=ada, study=study)
    assert {outline_for(ada, course).topics[topic.pk].budget.minutes for course in roadmaps().all()} == {90}


def test_a_shared_topic_has_the_section_of_the_roadmap_and_a_number_on_its_path() -> None:
    page = Client().get(f"/roadmaps/{SECOND}/topics/").text
    section = page.split('id="section-1"')[1]
    assert section.index(SHARED) < section.index(OWN)
    topic = next(topic for topic in second().topics.values() if topic.uid == SHARED)
    place = [line.uid for line in outline_for(None, second()).path].index(SHARED) + 1
    assert (topic.section.uid, topic.number) == ("serving-basics", f"1.{place}")


def test_a_phase_keeps_its_short_address_in_the_first_roadmap_only() -> None:
    first = Phase.objects.get(number=1, roadmap=curriculum().roadmap)
    client = Client()
    assert first.title in client.get("/roadmap/phases/1/").text
    assert "A first endpoint" in client.get(SECOND_PHASE).text
    assert first.title in client.get(f"/roadmaps/{curriculum().roadmap.uid}/phases/1/").text


@pytest.mark.parametrize("path", ["/roadmaps/none/", "/roadmaps/none/guide/", "/roadmaps/none/phases/1/",
                                  f"/roadmaps/{SECOND}/phases/9/"])  # fmt: skip
def test_what_is_not_there_is_not_found(path: str) -> None:
    assert Client().get(path).status_code == 404


def _links(client: Client, paths: tuple[str, ...]) -> Iterator[str]:
    for path in paths:
        yield from re.findall(r'href="(/[^"#?]*)', client.get(path).text)


def test_every_link_on_the_second_roadmap_leads_somewhere(client_of: Callable[[User], Client], dora: User) -> None:
    client = client_of(dora)
    links = {link for link in _links(client, SECOND_PAGES) if link.startswith(("/roadmap", "/checkpoints"))}
    assert SECOND_PHASE in links
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_a_topic_of_the_other_roadmap_still_opens_and_takes_hours(
    client_of: Callable[[User], Client], dora: User
) -> None:
    client = client_of(dora)
    page = client.get("/roadmap/topics/calculus/").text
    assert 'href="/roadmap/phases/1/"' in page
    client.post("/hours/log/", {"line": "1h30 reading calculus"})
    assert StudyEntry.objects.get().topic == Topic.objects.get(uid="calculus")


def test_a_number_in_a_log_line_means_the_learners_own_roadmap(client_of: Callable[[User], Client], ada: User,
                                                               dora: User) -> None:  # fmt: skip
    for learner in (ada, dora):
        client_of(learner).post("/hours/log/", {"line": "1h coding 1.2"})
    topics = {entry.learner: entry.topic and entry.topic.uid for entry in StudyEntry.objects.all()}
    assert topics == {ada: "calculus", dora: outline_for(dora).path[1].uid}


@pytest.mark.parametrize("uid", ["linear-algebra", SHARED, OWN])
def test_an_entry_that_is_opened_and_saved_keeps_its_topic(
    client_of: Callable[[User], Client], dora: User, uid: str
) -> None:
    study = StudyLine(minutes=45, kind="reading", day=dora.today, topic_uid=uid)
    entry = log_study(learner=dora, study=study)
    client, url = client_of(dora), reverse("progress:edit_entry", args=[entry.uid])
    line = client.get(url).context["form"].data["line"]
    client.post(url, {"line": line, "base": line})
    entry.refresh_from_db()
    assert (entry.topic and entry.topic.uid, entry.minutes, entry.note) == (uid, 45, "")


def test_review_asks_only_about_the_learners_own_roadmap(dora: User, second_roadmap: Roadmap) -> None:
    first, own = curricula_for(dora)[1], second()
    long_ago = timezone.now() - timedelta(days=90)
    criteria = [rows[0] for course in (own, *first) for rows in course.criteria.values()]
    CriterionMark.objects.bulk_create(
        CriterionMark(learner=dora, criterion=row, answer="yes", marked_at=long_ago) for row in criteria
    )
    due = {review.of.uid for review in due_for(dora, now=timezone.now())}
    assert due == {"serving.why-batches"}


def test_a_pace_belongs_to_the_person_and_hours_elsewhere_bring_nobody_ahead(ada: User) -> None:
    save_plan(learner=ada, minutes_a_day=60, weekdays=[1, 3], start=ada.today)
    for uid in ("calculus", "linear-algebra", "optimization-theory"):
        study = StudyLine(minutes=600, kind="coding", day=ada.today - timedelta(days=len(uid)), topic_uid=uid)
        log_study(learner=ada, study=study)
        mark_topic(learner=ada, topic=Topic.objects.get(uid=uid), state=TopicState.DONE)
    log_study(learner=ada, study=StudyLine(minutes=60, kind="coding", day=ada.today, topic_uid="calculus"))
    first, other = outline_for(ada), outline_for(ada, second())
    assert first.factor.is_personal
    assert other.factor.value == first.factor.value
    plan = plan_of(ada)
    assert plan
    days = days_of(ada, since=plan.start)
    standings = [pace_and_standing(ada, plan, days, outline, ada.today)[1] for outline in (first, other)]
    assert [standing.minutes_logged for standing in standings] == [60, 0]
    logged = [sum(minutes_on_path(ada, days, outline, plan.start).values()) for outline in (first, other)]
    assert logged == [60, 0]


# ---------------------------------------------------------------- choosing


def test_the_roadmap_page_lists_the_roadmaps_and_a_learner_follows_one(
    client_of: Callable[[User], Client], ada: User, second_roadmap: Roadmap
) -> None:
    client = client_of(ada)
    choose = reverse("progress:choose_roadmap", args=[SECOND])
    answer = client.get("/roadmap/", {"roadmap": SECOND})
    assert answer.headers["Location"] == f"/roadmaps/{SECOND}/"
    assert choose in client.get(f"/roadmaps/{SECOND}/").text
    page = client.post(choose, follow=True)
    assert page.redirect_chain == [("/roadmap/", 302)]
    assert page.context["page"].outline.roadmap == second_roadmap
    assert choose not in page.text


def test_a_visitor_looks_at_each_and_chooses_none() -> None:
    page = Client().get("/roadmap/")
    assert page.context["page"].outline.roadmap == curriculum().roadmap
    assert f'<option value="{SECOND}">' in page.text
    assert reverse("progress:choose_roadmap", args=[SECOND]) not in Client().get(f"/roadmaps/{SECOND}/").text


def test_switching_keeps_the_plan_and_forgets_what_the_hours_left_were(ada: User, second_roadmap: Roadmap) -> None:
    plan = save_plan(learner=ada, minutes_a_day=60, weekdays=[1, 3], start=ada.today)
    save_forecast(learner=ada, forecast=outline_for(ada).forecast, today=ada.today)
    choose_roadmap(learner=ada, roadmap=second_roadmap)
    ada.study_plan.refresh_from_db()
    assert ada.study_plan.minutes_a_day == 60
    assert plan
    assert not ForecastSnapshot.objects.exists()


def test_a_retired_choice_leads_back_to_the_first(dora: User, second_roadmap: Roadmap) -> None:
    second_roadmap.retired = True
    second_roadmap.save()
    assert outline_for(dora).roadmap.uid != SECOND
    with pytest.raises(RefusedError):
        choose_roadmap(learner=dora, roadmap=second_roadmap)


# ---------------------------------------------------------------- queries


@pytest.mark.parametrize("path", ["/", "/roadmap/", "/plan/", "/hours/", "/checkpoints/", f"/roadmap/topics/{OWN}/"])
def test_a_page_asks_one_more_question_than_with_one_roadmap(
    client_of: Callable[[User], Client], dora: User, path: str, second_roadmap: Roadmap
) -> None:
    client = client_of(dora)
    several = _queries(client, path)
    Roadmap.objects.exclude(pk=second_roadmap.pk).update(retired=True)
    assert _queries(client, path) == several - 1


def _queries(client: Client, path: str) -> int:
    client.get(path)  # what is cached is cached
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_search_finds_the_phases_of_each_roadmap_at_their_own_addresses(second_roadmap: Roadmap) -> None:
    page = Client().get("/search/?q=first+endpoint").text
    assert f'href="{SECOND_PHASE}"' in page
    Roadmap.objects.filter(pk=second_roadmap.pk).update(retired=True)
    assert topics_on(Client(), "/search/?q=request+batching") == set()
