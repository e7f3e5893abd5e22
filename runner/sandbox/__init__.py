"""The sandbox, as the judge sees it, is :mod:`runner.sandbox.factory`.

``open_cell(limits)`` gives a :class:`~runner.sandbox.factory.Cell`: one process for one learner's code, with its own
namespaces, no network, none of our files, dropped ids, seccomp and limits. The judge sends it source and calls and gets
plain values back. How a cell is made is this package's business alone. Nothing is imported here, because the daemon
that keeps cells ready (:mod:`runner.sandbox.daemon`) lives without NumPy.
"""
