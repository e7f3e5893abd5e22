"""Each layer of the sandbox is taken out in turn, to see that what it stands against gets through, and only then.

    python -m runner.tests.sabotage [--cells cold|warm] [--as-user]

Nothing in the runner can do this: no option and no variable takes a layer out. Here the functions that put it in are
replaced in this process, or in that of a daemon of our own, and for what a cell does by itself it gets an edited copy
of the harness. Some layers stand behind others; a probe names those, and they are out in both of its runs, so that the
layer alone decides.

Everything is low harm: a limit is passed by a little, a process that is signalled was started for it.
"""
