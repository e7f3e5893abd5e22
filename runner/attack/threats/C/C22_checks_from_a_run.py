"""C22: Use a run of one's own call to look for the checks, the solution and the inputs.

A run executes any call, without a check and as often as the rate allows, so it's the convenient place to search from.
Here no check is opened for it, and the cell is the one of every submission.

+++
verdict = ["ran"]
mode = "run"
call = "print(search())"
layers = ["mounts", "apart"]
limits = { wall_s = 10.0, cpu_s = 10.0 }

[part]
"by saying that it passed" = { verdict = ["bad_value"] }
+++
"""

import gc
import os
import sys


# %% among the files
def search():
    for folder, folders, names in os.walk("/"):
        folders[:] = [name for name in folders if (folder, name) not in {("/", "site"), ("/", "usr"), ("/", "lib")}]
        ours = {"exercise.md", "checks.py", "solution.py", "starter.py", "mistakes", "mistakes.toml"}
        if ours.intersection(names + folders):
            return "BREACH " + folder
    return "nothing"


# %% among the objects in memory
def search():
    for item in gc.get_objects():
        if isinstance(item, dict) and {"worked_example", "by_loops", "expected", "checks"}.intersection(item):
            return "BREACH"
        if isinstance(item, str) and "-".join(("descent", "canary")) in item:
            return "BREACH"
    return "nothing"


# %% by the modules that are loaded
def search():
    ours = ("runner", "runner.harness", "runner.wire")
    names = [name for name in sys.modules if name.split(".")[0] in ("checks", "catalog", "exercises", "runner")]
    strange = [name for name in names if ".".join(name.split(".")[:2]) not in ours]
    return f"BREACH {strange}" if strange else "nothing"


# %% by saying that it passed
def search():
    import runner.harness.server as server

    server.messages.ValueReply = lambda *parts: server.messages.FailureReply(parts[0], "passed", "BREACH", None)
    return "nothing"
