"""On a host that cannot grade, `make run` starts everything else, and the pages say why nothing is graded."""

import pytest

from config import local
from exercises.actions import record_worker
from exercises.fleet import capacity


@pytest.mark.django_db
def test_the_pages_learn_of_the_runner_that_was_not_started() -> None:
    assert record_worker(data=local.unfit_runner("bubblewrap is not installed. apt install bubblewrap"))
    assert capacity("cpu").trouble == "the sandbox of the CPU runner is not whole (sandbox)"
