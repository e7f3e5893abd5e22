"""The packages that courses declare: an operator installs a set, and only its course's cells get it.

A set is a folder of this host, named by the digest of its pins (:mod:`runner.protocol.requirements`). Its code is
unpacked here and never imported: not by the command, nor by a worker. A cell binds it read-only, and puts it last on
the path of imports once it is locked down.
"""
