"""The reviews that are due: old passes, and criteria that the learner answered with yes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from curriculum.models import Criterion, Roadmap
from exercises.catalogue.example_calls import example_calls
from exercises.models import Exercise, Submission
from lib.compiled_queries import CompiledQuery, Param
from progress.checkpoints.models import CriterionMark
from progress.facts import CriterionAnswer, Facts, answers_of, facts_of, first_passes_of
from progress.review import scheduler as review
from progress.review.gaps import GapCard, gap_card
from progress.review.models import ReviewCard
from progress.review.predictions import PredictionCard, prediction_card
from progress.roadmap.curriculum import Curriculum
from progress.roadmap.roadmaps import curriculum_of


@dataclass(frozen=True)
class DueReview:
    """Something to look at. ``since`` is when it was due."""

    of: Exercise | Criterion
    since: datetime

    @property
    def kind(self) -> str:
        return "exercise" if isinstance(self.of, Exercise) else "criterion"


@dataclass(frozen=True, kw_only=True)
class ReviewPage:
    """``reviews`` are those left for today, the longest due first; ``due_count`` counts those for later days too."""

    reviews: list[DueReview]
    due_count: int
    done_today: int
    first: DueReview | None
    source: str
    """The learner's own code that passed, where the first is an exercise."""
    source_html: str | None
    """The same in colours, if it is."""
    card: GapCard | None
    """The same with gaps, if it is and has something to ask for."""
    prediction: PredictionCard | None
    """What is asked for instead in about half of the reviews, if the exercise has example calls."""
    note: str
    """Their own note, where it is a criterion."""

    @property
    def minutes(self) -> int:
        return review.MINUTES_A_CARD * len(self.reviews)


@dataclass(frozen=True)
class ReviewTimes:
    """The time when each exercise and criterion with a card is due, and the number of cards answered today."""

    exercises: Mapping[int, datetime]
    criteria: Mapping[int, datetime]
    done_today: int


_CARDS = CompiledQuery(
    lambda: ReviewCard.objects.filter(learner=Param("learner")).values_list(
        "exercise", "criterion", "due_at", "reviewed_at"
    )
)


def review_page(learner: User, *, now: datetime) -> ReviewPage:
    """Read the reviews of today and the first of them. Six queries."""
    cards = _cards(learner, now)
    reviews = _due_reviews(learner, first_passes_of(learner), answers_of(learner), cards, now)
    today = reviews[: _room(cards)]
    first = today[0] if today else None
    newest_pass, note = None, ""
    card: GapCard | PredictionCard | None = None
    if first and isinstance(first.of, Exercise):
        newest_pass = _newest_pass(learner, first.of)
        card = _card(first, first.of, newest_pass) if newest_pass else None
    elif first:
        answers = CriterionMark.objects.filter(learner=learner, criterion_id=first.of.pk)
        note = answers.values_list("note", flat=True).first() or ""
    return ReviewPage(
        reviews=today,
        due_count=len(reviews),
        done_today=cards.done_today,
        first=first,
        source=newest_pass.source if newest_pass else "",
        source_html=newest_pass.source_html if newest_pass else None,
        card=card if isinstance(card, GapCard) else None,
        prediction=card if isinstance(card, PredictionCard) else None,
        note=note,
    )


def _newest_pass(learner: User, exercise: Exercise) -> Submission | None:
    passes = Submission.objects.filter(learner=learner, exercise=exercise).passes().newest_first()
    fields = ("uid", "source", "source_html", "exercise__starter", "exercise__partial_solution")
    return passes.select_related("exercise").only(*fields).first()


def _card(review: DueReview, exercise: Exercise, newest_pass: Submission) -> GapCard | PredictionCard | None:
    """The card for this submission. It is the same one until the review has been answered."""
    seed = f"{newest_pass.uid} {review.since.isoformat()}"
    prediction = prediction_card(example_calls(exercise), seed=seed)
    if prediction and prediction.comes_first:
        return prediction
    texts = newest_pass.exercise
    given = f"{texts.starter}\n{texts.partial_solution}"
    return gap_card(newest_pass.source, given=given, seed=seed) or prediction


def left_for_today(
    learner: User, *, now: datetime, facts: Facts | None = None, course: Curriculum | None = None
) -> int:
    """Count the reviews left for today. One query beside the facts and the curriculum, unless they are given."""
    known_facts = facts or facts_of(learner)
    cards = _cards(learner, now)
    reviews = _due_reviews(learner, known_facts.first_passes, known_facts.answers, cards, now, course)
    return min(len(reviews), _room(cards))


def due_for(learner: User, *, now: datetime) -> list[DueReview]:
    """All that is due, the longest first: four queries."""
    return _due_reviews(learner, first_passes_of(learner), answers_of(learner), _cards(learner, now), now)


def _room(cards: ReviewTimes) -> int:
    return max(0, review.MAX_CARDS_A_DAY - cards.done_today)


def _cards(learner: User, now: datetime) -> ReviewTimes:
    midnight = now.astimezone(learner.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    exercises, criteria, done_count = {}, {}, 0
    for exercise, criterion, due_at, reviewed_at in _CARDS(learner=learner.pk):
        if exercise:
            exercises[exercise] = due_at
        else:
            criteria[criterion] = due_at
        done_count += reviewed_at >= midnight
    return ReviewTimes(exercises, criteria, done_count)


def _due_reviews(
    learner: User,
    first_passes: Mapping[int, datetime],
    answers: Mapping[int, CriterionAnswer],
    cards: ReviewTimes,
    now: datetime,
    course: Curriculum | None = None,
) -> list[DueReview]:
    """Return what is due, the longest first. A card has its own day; anything else is due some days after it held.

    Only the learner's roadmap counts. The cards of another one wait until they return to it.
    """
    try:
        course = course or curriculum_of(learner)
    except Roadmap.DoesNotExist:
        return []
    reviews = [*_exercises(course, first_passes, cards), *_criteria(course, answers, cards)]
    return sorted((review for review in reviews if review.since <= now), key=lambda review: review.since)


def _exercises(course: Curriculum, first_passes: Mapping[int, datetime], cards: ReviewTimes) -> Iterator[DueReview]:
    """Yield the exercises passed now. An overturned pass is listed under "look again" instead."""
    for pk, exercise in course.open_exercises.items():
        if pk in first_passes:
            yield DueReview(exercise, cards.exercises.get(pk, first_passes[pk] + review.FIRST_INTERVAL))


def _criteria(course: Curriculum, answers: Mapping[int, CriterionAnswer], cards: ReviewTimes) -> Iterator[DueReview]:
    """Yield the criteria answered with yes now. "Not yet" leads back to their topics instead."""
    for phase in course.phases:
        for checkpoint in course.checkpoints.get(phase.pk, ()):
            for criterion in course.criteria.get(checkpoint.pk, ()):
                answer = answers.get(criterion.pk)
                if answer and answer.answer == CriterionMark.Answer.YES:
                    first = answer.marked_at + review.FIRST_INTERVAL
                    yield DueReview(criterion, cards.criteria.get(criterion.pk, first))
