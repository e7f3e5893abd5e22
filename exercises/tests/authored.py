"""An exercise that Grace writes on the site."""

from collections.abc import Mapping

from accounts.models import User
from exercises.authored.drafts import begin_draft, edited_exercise, save_draft
from exercises.authored.publishing import publish
from exercises.models import Exercise, ExerciseDraft, VersionAudit
from exercises.tests.reports import audit_report_on, record_audit

SLUG = "double-it"
HEAD = """+++
uid = "exercise-double-it"
title = "Double it"
summary = "Twice as much."
topics = ["transformers"]
criteria = []
stars = 3
difficulty = 2
minutes = 15
entry = ["double"]
+++

Return $2x$.
"""
FILES = {
    "exercise.md": HEAD,
    "starter.py": "def double(x):\n    raise NotImplementedError\n",
    "solution.py": "def double(x):\n    return 2 * x  # SECRET-SOLUTION\n",
    "checks.py": (
        "from runner.judge import check, close\n\n\n@check(example=True)\ndef worked_example(learner, rng):\n"
        '    """The worked example"""\n    close(learner.double(3.0), 6.0)  # SECRET-CHECK\n'
    ),
    "mistakes.toml": (
        '[squares]\ncheck = "worked_example"\ncause = "You square it: SECRET-CAUSE."\n'
        "edit = '''\n-    return 2 * x\n+    return x * x\n'''\n"
    ),
    "hints.md": "Add it to itself.\n",
    "alternatives/sums.py": "def double(x):\n    return x + x  # SECRET-ALTERNATIVE\n",
}
SECRETS = ("SECRET-SOLUTION", "SECRET-CHECK", "SECRET-CAUSE", "SECRET-ALTERNATIVE")


def begin(grace: User, files: Mapping[str, str] = FILES) -> ExerciseDraft:
    return begin_draft(person=grace, title="Double it", section="databases", files=files, slug=SLUG)


def write_and_publish(grace: User, files: Mapping[str, str] = FILES) -> Exercise:
    """The next version of the exercise, or the first one. Its audit has been requested."""
    if edited := edited_exercise(SLUG):
        draft = save_draft(person=grace, slug=SLUG, section="databases", files=files, revision=edited.revision)
    else:
        draft = begin(grace, files)
    return publish(person=grace, draft=draft)


def pass_audit() -> None:
    """Have a runner report that the newest audit has passed, of the level *checked*."""
    audit = VersionAudit.objects.first()
    assert audit
    assert record_audit(
        data=audit_report_on(audit, result={"draws": 6, "mistakes": 1, "recognitions": 1, "seconds": 2.5})
    )
