"""C12: Write to the harness's files, or to a /tmp that the makers of cells use too.

If a warm process reads a file again for each cell, changing that file puts code into every later cell.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["mounts", "landlock", "single use"]
+++
"""

# %% the harness
for package in ("harness", "wire"):
    for name in os.listdir(f"/cell/runner/{package}"):
        refused(name, lambda: open(f"/cell/runner/{package}/{name}", "a"), "EROFS", "EACCES")
for name in ("/cell/x", "/cell/runner/harness/x.py", "/cell/runner/harness/__pycache__/server.cpython-311.pyc"):
    refused(name, lambda: open(name, "w"), "EROFS", "EACCES", "ENOENT")
# %% a /tmp of its own
if os.listdir("/tmp"):
    print("BREACH /tmp holds", os.listdir("/tmp"))
if os.stat("/tmp").st_dev == os.stat("/").st_dev:
    print("BREACH /tmp is no file system of its own")
try:
    for part in range(64):
        with open(f"/tmp/part{part}", "wb") as file:
            file.write(bytes(2**20))
    print("BREACH /tmp holds 64 MiB")
except OSError as error:
    print("/tmp is full:", errno.errorcode[error.errno])
# %% other places that are often writable
for place in (
    "/",
    "/cell",
    "/dev",
    "/dev/shm",
    "/python",
    "/site",
    "/usr",
    "/usr/lib",
    "/var/tmp",
    "/run",
    "/proc/self",
):
    refused(place, lambda: open(f"{place}/left-here", "w"), "EROFS", "EACCES", "ENOENT")
