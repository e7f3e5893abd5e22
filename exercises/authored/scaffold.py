"""The files of a new exercise, as ``python -m runner new`` makes them."""

from runner.protocol.scaffold import MARK, scaffold_files

__all__ = ["MARK", "scaffold_files"]
