"""The names of topics in the study log."""

from collections.abc import Sequence

from accounts.models import User
from curriculum.models import Roadmap
from progress.log_line.topic_names import TopicName
from progress.roadmap.roadmaps import roadmap_key_of, roadmaps


def topic_names(learner: User | None) -> Sequence[TopicName]:
    """The names of each topic in a line of the study log, those of the learner's roadmap first.

    None before a roadmap is loaded. One query, two where there are several roadmaps.
    """
    all_roadmaps = roadmaps()
    try:
        return all_roadmaps.names(roadmap_key_of(learner, all_roadmaps.rows))
    except Roadmap.DoesNotExist:
        return ()
