"""Exercises mirror their folders, submissions are facts, and verdicts come from the runner."""

from exercises.models.check_result import CheckResult
from exercises.models.choices import DeviceChoice, ModeChoice, ServiceState, StageChoice, VerdictChoice
from exercises.models.draft import Draft
from exercises.models.exercise import DEFAULT_DIFFICULTY, LONG_TEXTS, Exercise, ExerciseQuerySet
from exercises.models.regrade import (
    Regrade,
    RegradeQuerySet,
    RegradeResult,
    RegradeResultQuerySet,
    RegradeState,
    ResultState,
)
from exercises.models.runner_host import STATE_FIELDS, RunnerHost, RunnerHostQuerySet
from exercises.models.service_change import ServiceChange
from exercises.models.submission import EarlierVerdict, Submission, SubmissionQuerySet
from exercises.models.trial import TRIAL_LIFE, Trial, TrialQuerySet
from exercises.models.version import (
    AuditState,
    ChangeKind,
    ExerciseChange,
    ExerciseVersion,
    ProofChoice,
    VersionAudit,
    VersionAuditQuerySet,
    version_name,
)
from exercises.models.worker import Worker, WorkerQuerySet

__all__ = [
    "DEFAULT_DIFFICULTY",
    "LONG_TEXTS",
    "STATE_FIELDS",
    "TRIAL_LIFE",
    "AuditState",
    "ChangeKind",
    "CheckResult",
    "DeviceChoice",
    "Draft",
    "EarlierVerdict",
    "Exercise",
    "ExerciseChange",
    "ExerciseQuerySet",
    "ExerciseVersion",
    "ModeChoice",
    "ProofChoice",
    "Regrade",
    "RegradeQuerySet",
    "RegradeResult",
    "RegradeResultQuerySet",
    "RegradeState",
    "ResultState",
    "RunnerHost",
    "RunnerHostQuerySet",
    "ServiceChange",
    "ServiceState",
    "StageChoice",
    "Submission",
    "SubmissionQuerySet",
    "Trial",
    "TrialQuerySet",
    "VerdictChoice",
    "VersionAudit",
    "VersionAuditQuerySet",
    "Worker",
    "WorkerQuerySet",
    "version_name",
]
