"""Exercises whose checks are a stranger's: written in the browser, or fetched from a course's repository.

The catalogue's checks are ours, and the worker runs them itself. These run in a cell, as a learner's code does: no
network, no file of this host, no key, and the same limits. Two cells grade such a submission, and they never meet. The
judge's cell asks the host for what it wants of the learner's (:mod:`.remote_cell`), and the host asks the learner's
cell (:mod:`.learner_side`). Only plain values cross. The host reads the exercise's head and never runs a line of its
files; it stamps the report with what it knows itself (:mod:`.grading`).
"""
