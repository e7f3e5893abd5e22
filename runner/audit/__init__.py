"""The proof of the catalogue: what is right passes, what is wrong fails, and for the reason the exercise names.

``exercise.py`` goes through the steps; each has a module of its own.
"""

import runner.judge.threads  # noqa: F401  before anything that imports NumPy
