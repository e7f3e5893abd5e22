"""A23: Open files until there is no descriptor left.

The limit belongs to the cell, and the harness needs no new descriptor to answer.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["rlimits"]
+++
"""

kept = []
refused("open", lambda: [kept.append(open("/dev/null")) for _ in range(10_000)], "EMFILE")
refused("dup", lambda: os.dup(1), "EMFILE")
if len(kept) > 64:
    print("BREACH", len(kept), "files")
