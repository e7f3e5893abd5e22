from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from curriculum.models import Checkpoint, Criterion, Topic
from exercises.models import Exercise, ModeChoice, Submission, VerdictChoice
from progress.checkpoints.models import CriterionMark
from progress.checkpoints.rules import Status, outcome_sentence
from progress.outline.outline import outline_for
from progress.roadmap.roadmaps import curriculum_of
from progress.tests.conftest import plain
from progress.topic.actions import mark_subtopic, mark_topic
from progress.topic.rules import TopicState
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
Run = Callable[..., Submission]
HTMX = {"HX-Request": "true"}
PHASE_1, PHASE_3 = (reverse("progress:checkpoint_detail", args=[f"phase-{n}-checkpoint"]) for n in (1, 3))


def answer_url(uid: str) -> str:
    return reverse("progress:answer_criterion", args=[uid])


@pytest.fixture
def client(ada: User, client_of: ClientOf, roadmap: None) -> Client:
    return client_of(ada)


def answer_all(client: Client, checkpoint: str, answer: str = "yes") -> None:
    for uid in Criterion.objects.filter(checkpoint__uid=checkpoint).values_list("uid", flat=True):
        client.post(answer_url(uid), {"answer": answer})


def test_at_first_nothing_is_answered(client: Client) -> None:
    page = client.get(PHASE_1).text
    assert "3 criteria, none answered yet." in page
    assert "Can you multiply two matrices" in page


def test_all_yes_is_ready_and_says_what_to_do(client: Client) -> None:
    answer_all(client, "phase-1-checkpoint")
    if_yes = Checkpoint.objects.get(uid="phase-1-checkpoint").if_yes
    page = client.get(PHASE_1).text
    assert f"Ready: 0 of 3 proven, 3 claimed. {if_yes}" in page
    assert reverse("progress:phase_detail", args=[2]) in page


def test_clearing_an_answer_keeps_the_focus(client: Client) -> None:
    uid = "phase-1.why-cross-entropy"
    client.post(answer_url(uid), {"answer": "yes"})
    sent = {"HX-Request": "true", "HX-Trigger": f"answer-{uid}"}
    page = client.post(answer_url(uid), {"answer": ""}, headers=sent, follow=True).text
    assert page.count(" autofocus") == 1
    assert "autofocus" in page.partition(f'id="yes-{uid}"')[2].partition(">")[0]


def test_the_font_of_formulas_is_fetched_at_once_where_a_criterion_has_one(client: Client) -> None:
    assert "stix-two-math" in client.get(PHASE_1).text
    assert "stix-two-math" not in client.get(PHASE_3).text


@pytest.mark.parametrize("number", [3, 4, 5])
def test_phases_3_4_and_5_have_self_assessments(client: Client, number: int) -> None:
    answer_all(client, f"phase-{number}-checkpoint")
    link = reverse("progress:checkpoint_detail", args=[f"phase-{number}-assessment"])
    assert link in client.get(reverse("progress:phase_detail", args=[number])).text
    asked = client.get(link).text
    assert "4 questions, none answered yet." in asked
    answer_all(client, f"phase-{number}-assessment")
    assert outcome_sentence([Status.CLAIMED] * 4, is_assessment=True) in client.get(link).text
    answered = client.post(
        answer_url(Criterion.objects.filter(checkpoint__uid=f"phase-{number}-assessment")[0].uid),
        {"answer": "not_yet"},
        follow=True,
    ).text
    assert "0 of 4 proven, 3 claimed, 1 to go." in answered
    assert 'id="go-back"' in answered


def test_a_checkpoint_whose_questions_were_all_retired_is_not_asked_for(client: Client, ada: User) -> None:
    """Nobody could be ready for it, so it would be the next step for ever."""
    for topic in curriculum_of(ada).topics.values():
        mark_topic(learner=ada, topic=topic, state=TopicState.DONE)
    for number in range(2, 8):
        answer_all(client, f"phase-{number}-checkpoint")
    assert outline_for(ada).checkpoint
    title = Checkpoint.objects.get(uid="phase-1-checkpoint").title
    assert PHASE_1 in client.get(reverse("progress:search"), {"q": title}).text
    for criterion in Criterion.objects.filter(checkpoint__uid="phase-1-checkpoint"):
        criterion.retired = True
        criterion.save()
    assert outline_for(ada).is_completed
    assert PHASE_1 not in client.get("/").text
    assert PHASE_1 not in client.get(reverse("progress:search"), {"q": title}).text
    assert client.get(PHASE_1).status_code == 404


def test_not_yet_names_the_weak_areas_and_the_rule(client: Client) -> None:
    answer_all(client, "phase-1-checkpoint")
    response = client.post(answer_url("phase-1.derive-gradient"), {"answer": "not_yet"}, follow=True)
    assert response.redirect_chain == [(PHASE_1, 302)]
    if_no = Checkpoint.objects.get(uid="phase-1-checkpoint").if_no
    assert f"0 of 3 proven, 2 claimed, 1 to go. {if_no}" in response.text
    calculus = reverse("progress:topic_detail", args=["calculus"])
    assert "1 topic (6 to 10 h left)" in plain(response.text)
    area = response.text.partition('id="go-back"')[2].partition("</section>")[0]
    assert f'<a href="{calculus}">Calculus</a> <span class="end">6 to 10 h left</span>' in plain(area)
    assert f'<a href="{calculus}#calculus.' in squeeze(area)
    assert " more." in area
    assert " min" in area


def test_finished_parts_of_a_weak_area_are_left_out(client: Client, ada: User) -> None:
    topic = Topic.objects.get(uid="calculus")
    for part in topic.subtopics.all():
        mark_subtopic(learner=ada, subtopic=part, state=TopicState.DONE)
    page = client.post(answer_url("phase-1.derive-gradient"), {"answer": "not_yet"}, follow=True).text
    assert "Go back to 1 topic, then" in page
    assert "#calculus." not in page
    assert "marked done" in page


def test_a_note_is_saved_and_an_answer_can_be_cleared(client: Client) -> None:
    url = answer_url("phase-1.derive-gradient")
    page = client.post(url, {"answer": "yes", "note": "Twice, on paper."}, headers=HTMX, follow=True).text
    assert "Twice, on paper." in page
    assert "<html" not in page
    taken = client.post(url, {"answer": ""}, follow=True).text
    assert not CriterionMark.objects.exists()
    undo_token = taken.partition('name="undo_token" value="')[2].partition('"')[0]
    page = client.post(reverse("progress:restore_answer"), {"undo_token": undo_token}, follow=True).text
    assert "Twice, on paper." in page


def test_a_passed_exercise_proves_its_criterion_and_names_submission_date_and_version(
    client: Client, ada: User, exercise: Exercise, run: Run
) -> None:
    passed = run(exercise, ada)
    page = client.get(PHASE_3).text
    assert reverse("exercises:submission_detail", args=[exercise.slug, passed.uid]) in page
    day = timezone.localdate(passed.created_at, ada.zone)
    assert f"of {day:%-d %B %Y} (exercise version fedcba98)." in page
    assert "1 of 3 proven, 2 open." in page


def test_the_newest_pass_is_the_proof(client: Client, ada: User, exercise: Exercise, run: Run) -> None:
    old, new = run(exercise, ada), run(exercise, ada)
    page = client.get(PHASE_3).text
    assert str(new.uid) in page
    assert str(old.uid) not in page


@pytest.mark.parametrize(
    ("verdict", "mode"),
    [
        (VerdictChoice.FAILED, ModeChoice.SUBMIT),
        (VerdictChoice.PASSED, ModeChoice.TRY),
        (VerdictChoice.INTERNAL, ModeChoice.SUBMIT),
    ],
)
def test_only_passed_submissions_prove(
    client: Client, ada: User, exercise: Exercise, run: Run, verdict: VerdictChoice, mode: ModeChoice
) -> None:
    run(exercise, ada, verdict, mode)
    assert "3 criteria, none answered yet." in client.get(PHASE_3).text


def test_another_learners_pass_proves_nothing(client: Client, carl: User, exercise: Exercise, run: Run) -> None:
    run(exercise, carl)
    assert "3 criteria, none answered yet." in client.get(PHASE_3).text


def test_a_pass_overrides_an_earlier_not_yet(client: Client, ada: User, exercise: Exercise, run: Run) -> None:
    answer_all(client, "phase-3-checkpoint")
    client.post(answer_url("phase-3.backprop-by-hand"), {"answer": "not_yet"})
    assert "0 of 3 proven, 2 claimed, 1 to go." in client.get(PHASE_3).text
    run(exercise, ada)
    assert "Ready: 1 of 3 proven, 2 claimed." in client.get(PHASE_3).text


def test_a_retired_exercise_still_proves(client: Client, ada: User, exercise: Exercise, run: Run) -> None:
    passed = run(exercise, ada)
    Exercise.objects.filter(pk=exercise.pk).update(retired=True)
    assert str(passed.uid) in client.get(PHASE_3).text


def test_it_hides_other_learners_answers(client: Client, client_of: ClientOf, carl: User) -> None:
    client.post(answer_url("phase-1.derive-gradient"), {"answer": "yes", "note": "secret"})
    page = client_of(carl).get(PHASE_1).text
    assert "secret" not in page
    assert "none answered yet" in page


def test_the_list_says_how_many_hold_and_has_the_self_assessments(client: Client) -> None:
    answer_all(client, "phase-1-checkpoint")
    page = squeeze(client.get(reverse("progress:checkpoint_list")).text)
    assert "1 of 4 reached" in page
    assert page.count("self-assessment</span>") == 3


def test_a_self_assessment_is_answered_in_the_same_way(client: Client) -> None:
    answer_all(client, "phase-4-assessment")
    page = client.get(reverse("progress:checkpoint_detail", args=["phase-4-assessment"])).text
    assert ": 0 of 4 proven, 4 claimed." in page
    assert reverse("progress:phase_detail", args=[5]) in page


def test_an_unknown_answer_changes_nothing(client: Client) -> None:
    client.post(answer_url("phase-1.derive-gradient"), {"answer": "perhaps"})
    assert not CriterionMark.objects.exists()
