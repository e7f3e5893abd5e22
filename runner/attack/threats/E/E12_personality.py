"""E12: Ask for the weaker defaults of an older Unix.

ADDR_NO_RANDOMIZE makes every address known, READ_IMPLIES_EXEC makes every page of data a program.

+++
verdict = ["passed"]
prelude = "E/kernel.py"
layers = ["seccomp"]
+++
"""

ASK, NO_RANDOMIZE, READ_IMPLIES_EXEC, COMPAT, MMAP_PAGE_ZERO, LINUX32 = 2**32 - 1, 2**18, 2**22, 2**21, 2**20, 8

for habit in (ASK, 0, NO_RANDOMIZE, READ_IMPLIES_EXEC, COMPAT, MMAP_PAGE_ZERO, LINUX32):
    answers("EPERM", "personality", habit)
    answers("EPERM", "personality", 2**32 | habit)
