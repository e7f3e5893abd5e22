"""Whether the learner's code has launched a kernel of its own on a card, where no interpreter records it."""

from __future__ import annotations

from runner.judge import error_messages
from runner.judge.check_decorator import refuse
from runner.judge.proxy import Learner
from runner.protocol import CPU_NAME
from runner.sandbox.errors import LearnerError
from runner.sandbox.interface import LearnerCell

# A kernel holds what Triton compiled of it. The cell's own process answers, so code that means to deceive can.
_ASSERTION = """
def __assert_launch():
    import gc, triton
    own = [kernel for kernel in gc.get_objects()
           if type(kernel) is triton.JITFunction and kernel.fn.__code__.co_filename == "solution.py"]
    assert any(compiled for kernel in own for compiled, *_ in kernel.device_caches.values())
__assert_launch()
"""


def require_launch(learner: Learner, advice: str) -> None:
    """Fail the check if no kernel of the learner's file has been launched. Without a card it asks nothing."""
    player = learner._player
    if not isinstance(player, LearnerCell) or player.device_name == CPU_NAME:
        return
    try:
        player.run(_ASSERTION)
    except LearnerError as error:
        if error_messages.exception(error)[0] != AssertionError.__name__:
            raise
        refuse(f"Your code launched no kernel of its own. {advice}")
