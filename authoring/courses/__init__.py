"""Courses: a roadmap and exercises that a teacher keeps in a git repository of their own.

A worker fetches the repository (:mod:`lib.git_download`), and reads it as a whole (:mod:`.reading`). Nothing of it
changes the site before an admin brings it in (:mod:`.actions`): the roadmap becomes edits of a draft, exercises become
versions that wait for their audit. We never push.
"""
