"""The evidence page of a learner of the demo."""

from accounts.models import User
from exercises.models import Submission
from proof.actions import issue_badge, publish_page
from proof.models import EvidencePage
from proof.queries import evidence_for

EXERCISES_WITH_CODE = 2


def make_evidence(learner: User) -> EvidencePage:
    """A listed page that shows the code of two passes, with the badges that the learner's passes allow."""
    passes = Submission.objects.passes().filter(learner=learner).order_by("exercise__order", "pk")
    uids = list(dict.fromkeys(passes.values_list("exercise__uid", flat=True)))
    page = publish_page(learner=learner, name=learner.name, is_listed=True, code_of=uids[:EXERCISES_WITH_CODE])
    for gate in evidence_for(learner, ()).checkpoints:
        if gate.has_all_proofs:
            issue_badge(learner=learner, checkpoint=gate.checkpoint.uid)
    return page
