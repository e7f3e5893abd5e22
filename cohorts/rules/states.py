"""The state of a phase."""

from collections.abc import Sequence

from progress.rules.states import TopicState


def phase_state(topics: Sequence[TopicState]) -> TopicState:
    """Done when nothing is left to do, doing once something has begun, skipped when everything was skipped."""
    if not topics:
        return TopicState.TODO
    if all(state.is_closed for state in topics):
        return TopicState.SKIPPED if all(state == TopicState.SKIPPED for state in topics) else TopicState.DONE
    return TopicState.TODO if all(state == TopicState.TODO for state in topics) else TopicState.DOING
