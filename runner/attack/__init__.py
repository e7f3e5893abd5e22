"""The attack suite: every known threat as a hostile submission, with the invariants it must not break.

The threats are in ``runner/attack/threats``, one file each; its README.md says how to write one.
"""
