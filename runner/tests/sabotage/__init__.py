"""Remove each layer of the sandbox in turn, to check that its attack succeeds then, and only then.

    python -m runner.tests.sabotage [--cells cold|warm] [--as-user]

The runner itself has no option or variable that removes a layer. This package replaces the functions that add it, in
this process or in a daemon of its own, and gives cells an edited copy of the harness for the steps that they do
themselves. Some layers are behind others. A probe names those, and both of its runs remove them, so that only the
tested layer makes the difference.

Nothing here does harm: limits are exceeded by a little, and only processes started for the probe are signalled.
"""
