"""The names of topics in the study log."""

from collections.abc import Sequence

from curriculum.models import Roadmap
from progress.log_names import TopicName
from progress.queries.curriculum.curriculum import curriculum


def topic_names() -> Sequence[TopicName]:
    """The names of each topic in a line of the study log; none before a roadmap is loaded. One query."""
    try:
        return curriculum().names
    except Roadmap.DoesNotExist:
        return ()
