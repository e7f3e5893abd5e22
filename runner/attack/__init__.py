"""The attack suite: every threat of docs/security.md as a hostile submission, with the invariants it must not break.

The threats are in ``runner/attack/threats``, one file each; its README.md says how to write one.
"""
