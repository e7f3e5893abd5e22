"""C3: Find the checks, the solution, the hidden inputs.

If the grader puts the tests beside the submission, as otter and nbgrader do, a glob finds them. Here they are never in
the cell.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["mounts", "apart"]
limits = { wall_s = 10.0, cpu_s = 10.0 }
+++
"""

import glob
import sys

# %% by name
for name in ("checks", "solution", "starter", "exercise", "catalog", "tests", "mistakes", "answers", "autograder"):
    for place in ("", "/", "/tmp/", "/cell/", "/cell/*/", "/site/", "/source/", "/submission/", "../", "*/"):
        for found in glob.glob(f"{place}{name}*"):
            print("BREACH", found)
# %% by a walk through all there is
for folder, folders, names in os.walk("/"):
    folders[:] = [name for name in folders if (folder, name) not in {("/", "site"), ("/", "usr"), ("/", "lib")}]
    if {"exercise.md", "checks.py", "solution.py", "starter.py"}.intersection(names):
        print("BREACH", folder)
# %% by what our own files say
for path in glob.glob("/cell/**/*", recursive=True):
    if os.path.isfile(path):
        text = open(path, errors="replace").read()
        if "-".join(("descent", "canary")) in text or "siege" in text:
            print("BREACH", path)
# %% by the modules that are loaded
OURS = ("runner.harness", "runner.wire")  # what a cell needs of the runner
FORBIDDEN = ("checks", "runner", "catalog", "exercises")
loaded = [
    name
    for name in sys.modules
    if name.split(".")[0] in FORBIDDEN and name != "runner" and ".".join(name.split(".")[:2]) not in OURS
]
if loaded or vars(sys.modules["solution"]).keys() & {"expect", "check", "close"}:
    print("BREACH", loaded)
