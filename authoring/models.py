"""All models of this app, for Django, which looks for them here. Import them from their rooms."""

from authoring.courses.models import Course, CourseExercise
from authoring.drafts.models import DraftPreview, NodeEdit, RoadmapDraft
from authoring.faults.models import FaultReport
from authoring.links.models import ExternalLink
from authoring.reviews.models import DraftReview
from authoring.schedules.models import ScheduledPublication
from authoring.versions.models import RoadmapVersion

__all__ = [
    "Course",
    "CourseExercise",
    "DraftPreview",
    "DraftReview",
    "ExternalLink",
    "FaultReport",
    "NodeEdit",
    "RoadmapDraft",
    "RoadmapVersion",
    "ScheduledPublication",
]
