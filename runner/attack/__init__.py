"""The attack suite: every threat of docs/security.md as a hostile submission, graded for real, with what must hold.

The threats lie in ``runner/tests/attacks``, one file each; its README.md says how to write one.
"""
