"""The sandbox, as the judge sees it.

``open_cell(limits)`` gives a :class:`Cell`: one process for one learner's code, with its own namespaces, no network,
none of our files, dropped ids, seccomp and limits. The judge sends it source and calls and gets plain values back.
How a cell is made is this package's business alone.
"""

from runner.sandbox.cell import Cell, CellError, LearnerError, SandboxUnavailable, Usage, open_cell

__all__ = ["Cell", "CellError", "LearnerError", "SandboxUnavailable", "Usage", "open_cell"]
