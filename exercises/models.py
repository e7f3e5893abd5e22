"""The models of all rooms, so that Django and migrations find them. A room's models import each other directly."""

from exercises.authored.models import (
    ExerciseDraft,
    ExerciseFiles,
)
from exercises.catalogue.models import (
    DEFAULT_DIFFICULTY,
    LONG_TEXTS,
    Exercise,
    ExerciseQuerySet,
    OriginChoice,
    StageChoice,
)
from exercises.fleet.models import (
    STATE_FIELDS,
    DeviceChoice,
    RunnerHost,
    RunnerHostQuerySet,
    ServiceChange,
    ServiceState,
    Worker,
    WorkerQuerySet,
)
from exercises.lifecycle.models import (
    AuditState,
    ChangeKind,
    ExerciseChange,
    ExerciseVersion,
    ProofChoice,
    VersionAudit,
    VersionAuditQuerySet,
    version_name,
)
from exercises.regrades.models import (
    Regrade,
    RegradeQuerySet,
    RegradeResult,
    RegradeResultQuerySet,
    RegradeState,
    ResultState,
)
from exercises.submissions.models import (
    CheckResult,
    EarlierVerdict,
    ModeChoice,
    Submission,
    SubmissionQuerySet,
    VerdictChoice,
)
from exercises.trials.models import (
    TRIAL_LIFE,
    Trial,
    TrialQuerySet,
)
from exercises.workspace.models import (
    Draft,
)

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
    "ExerciseDraft",
    "ExerciseFiles",
    "ExerciseQuerySet",
    "ExerciseVersion",
    "ModeChoice",
    "OriginChoice",
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
