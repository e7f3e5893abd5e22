"""Facts about one learner. Rules and queries derive everything else (done, hours left, ready)."""

from progress.models.commitments import WeeklyCommitment
from progress.models.forecasts import ForecastSnapshot
from progress.models.marks import CriterionMark, MarkState, ResourceMark, TopicMark, record_of
from progress.models.notes import Note
from progress.models.plans import StudyPause, StudyPlan, StudyPlanManager, validate_weekdays
from progress.models.reviews import Recall, ReviewCard
from progress.models.roadmaps import RoadmapChoice
from progress.models.study import Source, StudyEntry, StudyEntryQuerySet, StudyKind, Timer

__all__ = [
    "CriterionMark",
    "ForecastSnapshot",
    "MarkState",
    "Note",
    "Recall",
    "ResourceMark",
    "ReviewCard",
    "RoadmapChoice",
    "Source",
    "StudyEntry",
    "StudyEntryQuerySet",
    "StudyKind",
    "StudyPause",
    "StudyPlan",
    "StudyPlanManager",
    "Timer",
    "TopicMark",
    "WeeklyCommitment",
    "record_of",
    "validate_weekdays",
]
