"""What a learner's hours left follow from, by the states of their topics."""

from collections.abc import Mapping

from progress.facts import Facts, Mark
from progress.forecast.factor import Factor, FinishedTopic, factor_of
from progress.forecast.forecast import Forecast
from progress.kinds import NO_KIND
from progress.roadmap.curriculum import Curriculum
from progress.topic.lines import state_of
from progress.topic.states import TopicState


def factor_for(course: Curriculum, facts: Facts, states: Mapping[int, TopicState]) -> Factor:
    """The learner's hours over the estimates that were in force when they finished a topic."""
    kinds, minutes = course.roadmap.balance, facts.topic_kinds
    return factor_of(
        (
            FinishedTopic({kind: minutes.get((pk, kind), 0) for kind in (*kinds, NO_KIND)}, mark.hours)
            for pk, mark in facts.topic_marks.items()
            if mark.hours and _is_learned(pk, mark, course, facts, states)
        ),
        kinds,
    )


def _is_learned(pk: int, mark: Mark, course: Curriculum, facts: Facts, states: Mapping[int, TopicState]) -> bool:
    """Also a retired topic: that it is gone changes nothing about the learner's pace."""
    if state := states.get(pk):
        return state.is_learned
    topic = course.retired_topics.get(pk)
    return topic is not None and state_of(topic, course, mark, facts.part_marks).is_learned


def forecast_for(
    course: Curriculum, facts: Facts, states: Mapping[int, TopicState], factor: Factor, background: str
) -> Forecast:
    return Forecast(
        work=course.work,
        background=background,
        minutes_by_topic=facts.minutes,
        closed_topics={
            pk: "skipped" if state == TopicState.SKIPPED else "done" for pk, state in states.items() if state.is_closed
        },
        retired_topics=frozenset(course.retired_topics),
        factor=factor.value,
        topic_count=factor.topics,
    )
