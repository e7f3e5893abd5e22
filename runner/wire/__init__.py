"""Frames of plain data between the judge and a cell. Both sides import this package, each its own copy.

:mod:`.messages` has the requests and replies and how a frame is laid out, :mod:`.nodes` how a value looks in it,
:mod:`.packer` and :mod:`.unpacker` turn values into nodes and back, and :mod:`.digests` tells whether a call changed
its arguments.

The judge decodes what a cell sends as strictly as bytes from a stranger, because a learner's code may have written
them.
"""
