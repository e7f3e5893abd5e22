"""The models of all rooms, for Django and its migrations. Everything else imports them from where they are defined.

Rows are facts about one learner. Rules and queries derive the rest (done, hours left, ready).
"""

from progress.checkpoints.models import CriterionMark
from progress.commitments.models import WeeklyCommitment
from progress.forecast.models import ForecastSnapshot
from progress.hours.models import StudyEntry
from progress.notes.models import Note
from progress.plan.models import StudyPause, StudyPlan
from progress.review.models import ReviewCard
from progress.roadmap.models import RoadmapChoice
from progress.timer.models import Timer
from progress.topic.models import ResourceMark, TopicMark

__all__ = [
    "CriterionMark",
    "ForecastSnapshot",
    "Note",
    "ResourceMark",
    "ReviewCard",
    "RoadmapChoice",
    "StudyEntry",
    "StudyPause",
    "StudyPlan",
    "Timer",
    "TopicMark",
    "WeeklyCommitment",
]
