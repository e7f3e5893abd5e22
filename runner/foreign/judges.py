"""The judges' cells of this process. One is kept for each version of an exercise, because a new one takes a second.

What a cell keeps from one job to the next is a matter between the learners of one exercise and its author: the host
sends it values, and never a learner's source.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from runner.sandbox.errors import CellError, SandboxUnavailable

from .errors import ForeignJudgeError, StaleJudgeError
from .judge_cell import JudgeCell

_MAX_CELLS = 4
_MAX_JOBS = 200
_MAX_SECONDS = 600.0
_Key = tuple[str, str]  # slug and digest
_cells: OrderedDict[_Key, JudgeCell] = OrderedDict()  # the one used last at the end


@contextmanager
def judge_of(slug: str, digest: str, files: Mapping[str, str], packages: Path | None = None) -> Iterator[JudgeCell]:
    """The cell that judges this version. It is kept afterwards, unless the block raises.

    ``packages``: the folder of those that the files declare.

    Raises:
        CellError, ForeignJudgeError: as :class:`.JudgeCell`.
        StaleJudgeError: the block raised one of these, and the cell had done other jobs before.
    """
    cell = _cells.pop((slug, digest), None)
    if cell is None or not _is_usable(cell):
        if cell is not None:
            cell.close()
        cell = JudgeCell(files, "own", slug, packages)
    is_kept = cell.jobs > 0
    try:
        yield cell
    except (ForeignJudgeError, CellError) as error:
        cell.close()
        if is_kept and not isinstance(error, SandboxUnavailable):
            raise StaleJudgeError(*error.args) from error
        raise
    except BaseException:
        cell.close()
        raise
    _cells[slug, digest] = cell
    while len(_cells) > _MAX_CELLS:
        _cells.popitem(last=False)[1].close()


def _is_usable(cell: JudgeCell) -> bool:
    return cell.is_alive and cell.jobs < _MAX_JOBS and time.monotonic() - cell.made_at < _MAX_SECONDS


def close_all() -> None:
    """End them all."""
    while _cells:
        _cells.popitem()[1].close()
