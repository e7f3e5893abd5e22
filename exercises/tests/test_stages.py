"""The lifecycle of an exercise: who sees it in which stage, what counts, and how an admin changes it."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from curriculum.models import Criterion
from exercises.catalogue.queries import catalogue
from exercises.catalogue.reference_solutions import READ_SOLUTIONS
from exercises.lifecycle.stages import MIN_LEARNERS, set_stage
from exercises.models import Exercise, ExerciseVersion, OriginChoice, ProofChoice, StageChoice, Submission
from lib.errors import RefusedError

ClientOf = Callable[[User], Client]
Run = Callable[..., Submission]
WIP, BETA, ACTIVE, DEPRECATED = StageChoice.WIP, StageChoice.BETA, StageChoice.ACTIVE, StageChoice.DEPRECATED


@pytest.fixture
def version(exercise: Exercise) -> ExerciseVersion:
    """The version that learners get."""
    content = {"topics": ["transformers"], "criteria": ["phase-4.attention"]}
    version = ExerciseVersion.objects.create(
        exercise=exercise, digest=exercise.digest, number=1, proof="record", content=content
    )
    Exercise.objects.update(folder_digest=exercise.digest, version=1)
    exercise.refresh_from_db()
    return version


def in_stage(exercise: Exercise, stage: str) -> Exercise:
    Exercise.objects.filter(pk=exercise.pk).update(stage=stage)
    exercise.refresh_from_db()
    return exercise


@pytest.mark.parametrize(("stage", "learner", "admin"), [(WIP, 404, 200), (BETA, 200, 200), (DEPRECATED, 200, 200)])
def test_who_can_open_it(
    exercise: Exercise, ada: User, grace: User, client_of: ClientOf, stage: str, learner: int, admin: int
) -> None:
    url = in_stage(exercise, stage).get_absolute_url()
    code = {"source": "def attention(Q, K, V, mask=None): ...", "mode": "submit"}
    assert (client_of(ada).get(url).status_code, client_of(grace).get(url).status_code) == (learner, admin)
    assert Client().get(url).status_code == learner
    assert (client_of(ada).post(url, code).status_code == 404) is (learner == 404)
    assert client_of(grace).post(url, code).status_code == 302
    assert 'id="stage"' in client_of(grace).get(url).content.decode()


@pytest.mark.parametrize(("stage", "is_listed"), [(WIP, False), (BETA, True), (ACTIVE, True), (DEPRECATED, False)])
def test_what_lists_offer(exercise: Exercise, ada: User, api_of: ClientOf, stage: str, is_listed: bool) -> None:
    in_stage(exercise, stage)
    assert bool(catalogue().exercises) is is_listed
    listed = api_of(ada).get("/api/v1/exercises/").json()["results"]
    assert bool(listed) is is_listed
    assert not listed or listed[0]["stage"] == stage


def test_only_an_admin_can_submit_what_is_in_progress_by_the_api(
    exercise: Exercise, ada: User, grace: User, api_of: ClientOf
) -> None:
    in_stage(exercise, WIP)
    code = {"exercise": exercise.slug, "source": "x = 1"}
    assert api_of(ada).post("/api/v1/submissions/", code).status_code == 400
    assert api_of(grace).post("/api/v1/submissions/", code).status_code == 201


@pytest.mark.parametrize(("stage", "is_required"), [(BETA, False), (ACTIVE, True), (DEPRECATED, False)])
def test_only_an_active_exercise_is_required(
    exercise: Exercise, criterion: Criterion, stage: str, is_required: bool
) -> None:
    """A criterion without one can be signed off by a mentor."""
    in_stage(exercise, stage)
    assert criterion.exercises.counting().exists() is is_required


def test_a_deprecated_exercise_names_its_replacement(
    exercise: Exercise, version: ExerciseVersion, ada: User, grace: User, client_of: ClientOf
) -> None:
    replacement = Exercise.objects.create(
        uid="b", slug="better", section="x", title="Better", stars=1, minutes=5, digest="1"
    )
    set_stage(person=grace, exercise=exercise, stage=DEPRECATED, successor=replacement)
    assert replacement.get_absolute_url() in client_of(ada).get(exercise.get_absolute_url()).content.decode()


def test_it_leaves_progress_only_with_an_audited_version(
    exercise: Exercise, version: ExerciseVersion, grace: User
) -> None:
    in_stage(exercise, WIP)
    ExerciseVersion.objects.update(proof="", number=None)
    with pytest.raises(RefusedError):
        set_stage(person=grace, exercise=exercise, stage=BETA)
    ExerciseVersion.objects.update(proof="runner")
    set_stage(person=grace, exercise=exercise, stage=BETA)
    exercise.refresh_from_db()
    assert (exercise.stage, exercise.version) == (BETA, 1)


def test_it_can_not_go_back_to_progress_once_learners_have_submitted(
    exercise: Exercise, version: ExerciseVersion, ada: User, grace: User, run: Run
) -> None:
    run(exercise, ada)
    with pytest.raises(RefusedError):
        set_stage(person=grace, exercise=exercise, stage=WIP)


@pytest.mark.parametrize("is_itself", [True, False])
def test_what_is_not_offered_replaces_nothing(
    exercise: Exercise, version: ExerciseVersion, grace: User, is_itself: bool
) -> None:
    replacement = exercise if is_itself else Exercise(pk=999, retired=True)
    with pytest.raises(RefusedError):
        set_stage(person=grace, exercise=exercise, stage=DEPRECATED, successor=replacement)


def test_mentors_change_nothing(exercise: Exercise, version: ExerciseVersion, emmy: User) -> None:
    assert emmy.has_perm(READ_SOLUTIONS)
    with pytest.raises(PermissionDenied):
        set_stage(person=emmy, exercise=exercise, stage=BETA)


# ------------------------------------------------------------------ the pages


def test_an_admin_changes_the_stage_and_undoes_it(
    exercise: Exercise, version: ExerciseVersion, grace: User, client_of: ClientOf
) -> None:
    client, page = client_of(grace), f"/exercises/lifecycle/exercise/{exercise.slug}/"
    change = {"stage": BETA, "reason": "Its second check is too strict."}
    assert client.post(f"{page}stage/", change)["Location"] == page
    html = client.get(page).content.decode()
    assert change["reason"] in html
    assert 'name="stage" value="active"' in html
    client.post(f"{page}stage/", {"stage": ACTIVE, "reason": "Undone"})
    exercise.refresh_from_db()
    assert exercise.stage == ACTIVE
    assert [line.after for line in exercise.changes.all()] == [ACTIVE, BETA]
    assert exercise.changes.filter(by=grace).count() == 2


def test_what_is_refused_stays_in_the_form(
    exercise: Exercise, version: ExerciseVersion, ada: User, grace: User, run: Run, client_of: ClientOf
) -> None:
    run(exercise, ada)
    url = f"/exercises/lifecycle/exercise/{exercise.slug}/stage/"
    response = client_of(grace).post(url, {"stage": WIP, "reason": "A second look"})
    assert response.status_code == 200
    assert 'value="A second look"' in response.content.decode()
    assert not exercise.changes.exists()


def test_the_list_shows_what_needs_attention(
    exercise: Exercise, version: ExerciseVersion, ada: User, grace: User, run: Run, client_of: ClientOf
) -> None:
    run(exercise, ada)
    client, url = client_of(grace), "/exercises/lifecycle/"
    assert "1 of 1 (100" in client.get(url).content.decode()
    assert exercise.slug not in client.get(f"{url}?stage=attention").content.decode()
    Exercise.objects.update(folder_digest="fedcba9876543210")
    assert exercise.slug in client.get(f"{url}?stage=attention").content.decode()


def test_the_list_is_searched_by_title_slug_and_section(
    exercise: Exercise, version: ExerciseVersion, grace: User, client_of: ClientOf
) -> None:
    client, url = client_of(grace), "/exercises/lifecycle/"
    for words in (exercise.title.upper(), exercise.slug, f"{exercise.title[:4]} {exercise.section_title}"):
        page = client.get(url, {"q": words, "stage": exercise.stage}).context["page"]
        assert [row.exercise for row in page.rows] == [exercise], words
        assert (page.search, page.stage) == (words, exercise.stage)
    page = client.get(url, {"q": f"{exercise.slug} nothing"}).context["page"]
    assert not page.rows
    assert [chip.count for chip in page.chips] == [0]


def test_the_list_is_filtered_by_topic_beside_the_other_filters(
    roadmap: None, grace: User, client_of: ClientOf
) -> None:
    client, url = client_of(grace), "/exercises/lifecycle/"
    dropout = Exercise.objects.get(slug="dropout")
    [topic, *_] = dropout.topics.all()
    about_it = set(Exercise.objects.filter(topics=topic))
    page = client.get(url, {"topic": topic.uid}).context["page"]
    assert {row.exercise for row in page.rows} == about_it < set(Exercise.objects.all())
    assert (topic.uid, topic.title) in page.topics
    assert page.chips[0].count == len(about_it)
    page = client.get(url, {"topic": topic.uid, "q": "dropout", "stage": dropout.stage}).context["page"]
    assert dropout in {row.exercise for row in page.rows}
    assert len(page.rows) < len(about_it)
    assert len(client.get(url, {"topic": "no-such-topic"}).context["page"].rows) == Exercise.objects.count()


def test_the_list_folds_its_sections_unless_few_exercises_match(
    roadmap: None, grace: User, client_of: ClientOf
) -> None:
    client, url = client_of(grace), "/exercises/lifecycle/"
    response = client.get(url)
    sections = response.context["page"].sections
    assert {row.exercise.section for section in sections for row in section.rows} == set(
        Exercise.objects.values_list("section", flat=True)
    )
    assert len({section.title for section in sections}) == len(sections) > 1
    assert response.text.count('<details class="stack">') == len(sections)
    few = client.get(url, {"q": "dropout"})
    assert few.text.count('<details class="stack" open>') == len(few.context["page"].sections) > 0


def test_a_folded_section_says_how_many_need_attention(roadmap: None, grace: User, client_of: ClientOf) -> None:
    chosen = Exercise.objects.filter(section="alignment")[:2]
    Exercise.objects.filter(pk__in=[exercise.pk for exercise in chosen]).update(folder_digest="fedcba9876543210")
    sections = client_of(grace).get("/exercises/lifecycle/").context["page"].sections
    counts = {section.rows[0].exercise.section: section.attention_count for section in sections}
    assert counts.pop("alignment") == 2
    assert not any(counts.values())


def test_the_queries_of_the_list_do_not_grow(roadmap: None, grace: User, client_of: ClientOf) -> None:
    client, url = client_of(grace), "/exercises/lifecycle/"
    client.get(url)

    def count(query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(url + query)
        return len(queries)

    assert count("?q=dropout") == count("")


def test_learners_read_that_it_is_being_checked(exercise: Exercise, ada: User, client_of: ClientOf) -> None:
    Exercise.objects.update(folder_digest="fedcba9876543210")
    client, code = client_of(ada), {"source": "def attention(Q, K, V, mask=None): ...", "mode": "submit"}
    assert 'id="checking"' in client.get(exercise.get_absolute_url()).content.decode()
    run_page = client.post(exercise.get_absolute_url(), code)["Location"]
    assert 'id="being-checked"' in client.get(run_page).content.decode()


def test_an_admin_reads_whether_it_is_proven_or_only_checked(
    exercise: Exercise, version: ExerciseVersion, grace: User, client_of: ClientOf
) -> None:
    def told() -> str:
        urls = [reverse("exercises:lifecycle_detail", args=[exercise.slug]), reverse("exercises:lifecycle_list")]
        return "".join(client_of(grace).get(url).text.lower() for url in urls)

    assert told().count(version.get_proof_display()) == 2
    version.proof = ProofChoice.CHECKED
    version.save()
    assert told().count(version.get_proof_display()) >= 2


def test_an_exercise_of_the_site_becomes_active_when_learners_have_used_it(
    version: ExerciseVersion, grace: User, run: Run
) -> None:
    version.proof = ProofChoice.CHECKED
    version.save()
    Exercise.objects.update(origin=OriginChoice.SITE, stage=BETA)
    exercise = Exercise.objects.get()
    learners = [User.objects.create(email=f"learner-{number}@example.org") for number in range(MIN_LEARNERS)]
    for learner in learners:
        run(exercise, learner, verdict="failed", digest=exercise.digest)
    for learner in learners[1:]:
        run(exercise, learner, digest=exercise.digest)
    run(exercise, learners[0])  # of an earlier version
    run(exercise, grace, digest=exercise.digest)  # an admin's own doesn't count
    with pytest.raises(RefusedError, match=f"4 of {MIN_LEARNERS} learners have passed"):
        set_stage(person=grace, exercise=exercise, stage=ACTIVE)
    run(exercise, learners[0], digest=exercise.digest)
    set_stage(person=grace, exercise=exercise, stage=ACTIVE)
    exercise.refresh_from_db()
    assert exercise.stage == ACTIVE
    assert ExerciseVersion.objects.get().may_be_live_in(ACTIVE)
