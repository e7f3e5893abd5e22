"""The choices that several models share."""

from django.db import models


class VerdictChoice(models.TextChoices):
    """The values of runner.protocol.Verdict, with labels for learners."""

    PASSED = "passed", "passed"
    FAILED = "failed", "checks failed"
    ERROR = "error", "raised an error"
    TIMEOUT = "timeout", "out of time"
    MEMORY = "memory", "out of memory"
    OUTPUT = "output", "too much output"
    BAD_VALUE = "bad_value", "not plain data"
    REFUSED = "refused", "not allowed"
    RAN = "ran", "ran"  # only of a run of the learner's own call
    INTERNAL = "internal", "not graded (our fault)"


class ModeChoice(models.TextChoices):
    TRY = "try", "example run"
    SUBMIT = "submit", "submission"
    RUN = "run", "own run"  # of a call that the learner writes


class DeviceChoice(models.TextChoices):
    CPU = "cpu", "CPU"
    GPU = "gpu", "GPU"
    ANY = "any", "CPU or GPU"


class StageChoice(models.TextChoices):
    """An exercise's place in its lifecycle. docs/decisions/0022-exercise-lifecycle.md gives the reasons."""

    WIP = "wip", "in progress"  # only admins see it
    BETA = "beta", "beta"  # learners see it, marked. It counts, and nothing requires it
    ACTIVE = "active", "active"
    DEPRECATED = "deprecated", "deprecated"  # no longer offered; passes stay


class ServiceState(models.TextChoices):
    """Whether a runner host takes jobs. docs/decisions/0034-drained-hosts.md gives the reasons."""

    ACTIVE = "active", "in service"
    DRAINED = "drained", "drained"  # it finishes what it has, and takes nothing new
    PAUSED = "paused", "paused"  # the broker doesn't let it in
    RETIRED = "retired", "retired"  # like a paused one, and not expected back
    REVOKED = "revoked", "revoked"  # its key is not believed any more, and never will be
