"""C12: Write to the harness's files, or to a /tmp that the makers of cells use too.

What a warm process reads again for each cell is as good as code in each of them.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["mounts", "landlock", "single use"]
+++
"""

# %% the harness
for name in os.listdir("/cell/harness"):
    refused(name, lambda: open(f"/cell/harness/{name}", "a"), "EROFS", "EACCES")
for name in ("/cell/x", "/cell/harness/x.py", "/cell/harness/__pycache__/serve.cpython-311.pyc"):
    refused(name, lambda: open(name, "w"), "EROFS", "EACCES", "ENOENT")
# %% a /tmp of its own
if os.listdir("/tmp"):
    print("BREACH /tmp holds", os.listdir("/tmp"))
if os.stat("/tmp").st_dev == os.stat("/").st_dev:
    print("BREACH /tmp is no file system of its own")
size = os.statvfs("/tmp")
if size.f_blocks * size.f_frsize > 64 * 2**20:
    print("BREACH /tmp holds", size.f_blocks * size.f_frsize)
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
