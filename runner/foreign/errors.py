"""What a judge in a cell can do wrong. None of it is the learner's fault."""

from __future__ import annotations


class ForeignJudgeError(Exception):
    """The checks took too long, ended their cell, or sent what is not a message. The text says which."""


class StaleJudgeError(ForeignJudgeError):
    """A judge that was kept from an earlier job failed at once. A new one may do better."""
