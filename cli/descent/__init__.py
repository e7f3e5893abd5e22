"""The command line of a Descent site, and the notebook magic `%%submit` (`%load_ext descent`)."""

from typing import Any

__version__ = "1.0.0"


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext descent` calls this."""
    from descent.magic import register  # the command line needs no notebook

    register(shell)
