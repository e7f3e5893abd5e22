"""C2: Read the application: its source, settings, passwords and addresses.

The broker's address is enough to put jobs and reports of one's own on the queue (Judge0's CVE-2024-29021 began so). The
process was started with an empty environment, and none of our files is in its root.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["mounts", "environment"]
limits = { wall_s = 10.0, cpu_s = 10.0 }
+++
"""

import sys

# %% in the environment
KNOWN = {
    "HOME", "LC_ALL", "LD_LIBRARY_PATH", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS", "PWD", "TMPDIR",
}  # fmt: skip
if {*os.environ} - KNOWN:
    print("BREACH the environment holds", {*os.environ} - KNOWN)
first = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ")
for number in range(1000):
    if first[number] is None:
        break
    if first[number].partition(b"=")[0].decode() not in KNOWN:
        print("BREACH the C library's environment holds", first[number])
# %% on the command line
if any(part in word for word in (*sys.argv, *sys.orig_argv) for part in ("://", "descent", "secret", "/work", "/home")):
    print("BREACH the command line holds", sys.orig_argv)
# %% in files
NAMES = {".env", ".git", "manage.py", "pyproject.toml", "settings.py", "celeryconfig.py", "docker-compose.yml"}
for folder, folders, names in os.walk("/"):
    if folder == "/":
        folders[:] = ["cell", "tmp", "dev"]
    for name in NAMES.intersection([*folders, *names]):
        print("BREACH", folder, name)
# %% in modules
for name in (
    "runner.judge", "runner.sandbox", "runner.protocol", "runner.catalog", "runner.identity", "runner.worker",
    "config.settings", "exercises", "django", "celery", "redis", "psycopg",
):  # fmt: skip
    refused(name, lambda name=name: __import__(name), "ModuleNotFoundError")
import runner

if {*os.listdir(runner.__path__[0])} - {"__init__.py", "harness", "wire"}:
    print("BREACH more of the runner", os.listdir(runner.__path__[0]))
# %% beside the interpreter
for name in ("site-packages", "dist-packages"):
    for folder in (f"/python/lib/{name}", f"/python/lib/python3.{sys.version_info.minor}/{name}"):
        if os.path.isdir(folder) and os.listdir(folder):
            print("BREACH", folder, os.listdir(folder)[:5])
others = {name.lower() for name in os.listdir("/site") if name.lower().startswith(("django", "celery", "descent"))}
if others:
    print("BREACH", others)
