"""C21: Learn the layout of this host from Python's build configuration and its compiled files.

A compiled file contains the path of its source, sysconfig the interpreter's whole configuration, a package's record the
place that it was installed from, and the interpreter the directory that it was built for. These reveal a user's name,
the layout of the host and the versions of packages. A cell reads a copy that contains only the cell's own paths, and it
can't query the disk that holds the copy.

+++
layers = ["mounts", "seccomp"]
verdict = ["passed"]
script = true
limits = { wall_s = 60.0, cpu_s = 60.0 }
+++
"""

import os
import sys
from pathlib import Path

_OWN = {
    path
    for name in (sys.prefix, sys.base_prefix, str(Path(__file__).parents[4]))
    for path in (name, os.path.realpath(name))
    if path.count("/") > 1 and path != "/usr/local"  # where the system's own Python lies, on any host
}
_DECOY = "/home/somebody-else/python"

_SEARCH = f"""
import os
import sysconfig

PATHS = [path.encode() for path in {sorted(_OWN)!r}]
DECOY = {_DECOY!r}.encode()


def holds(name, wanted):
    '''Whether a file holds one of these, a chunk at a time: there is little memory.'''
    tail = b""
    with open(name, "rb") as file:
        while chunk := file.read(2**20):
            for path in wanted:
                if path in tail + chunk:
                    return path
            tail = chunk[-200:]
    return None


def search(tops, suffixes=None):
    for top in tops:
        for folder, _, names in os.walk(top):
            for name in names:
                if suffixes is None or name.endswith(suffixes):
                    try:
                        path = holds(f"{{folder}}/{{name}}", PATHS)
                    except OSError:
                        continue
                    if path:
                        print("BREACH", path.decode(), "in", folder, name)
                        return


with open("/tmp/decoy", "wb") as file:
    file.write(bytes(2**20 - 10) + DECOY)
if holds("/tmp/decoy", [DECOY]) is None:
    print("OTHERWISE the search finds nothing at all")


def double(x):
    return x * 2


"""
_QUESTIONS = """
import sys

for name, value in sysconfig.get_config_vars().items():
    if any(path.decode() in str(value) for path in PATHS):
        print("BREACH", name, value)
for name, value in {**sysconfig.get_paths(), "executable": sys.executable, "prefix": sys.prefix}.items():
    if any(path.decode() in str(value) for path in PATHS):
        print("BREACH", name, value)
for place in ("/python", "/site", "/cell", "/usr/lib", "/tmp"):
    try:
        os.statvfs(place)
        print("BREACH the size of the disk behind", place)
    except PermissionError:
        pass
"""
SOURCES = {
    "compiled files": _SEARCH + "search(['/site', '/python', '/cell'], ('.pyc', '.pyo'))\n",
    "lists of what is installed": _SEARCH + "search(['/site', '/python'], ('RECORD', 'json', 'METADATA', 'cfg', 'txt', 'pth'))\n",
    "how Python was built": _SEARCH + "search(['/python'])\n",
    "by asking": _SEARCH + _QUESTIONS,
}
