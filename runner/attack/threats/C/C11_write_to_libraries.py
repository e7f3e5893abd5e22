"""C11: Change a file that the next submission will run: a library, its compiled twin, a start-up hook.

One line in `sitecustomize.py` could make everybody's code pass. All files that Python reads are mounted read-only, and
Landlock doesn't grant writing to them either.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["mounts", "landlock", "identity"]
+++
"""

import mmap
import sys

LIBRARY = f"/python/lib/python3.{sys.version_info.minor}"
FILES = (
    "/site/numpy/__init__.py",
    f"{LIBRARY}/os.py",
    "/cell/runner/harness/server.py",
    "/cell/runner/wire/packer.py",
    sys.executable,
)
HOOKS = (
    "/site/sitecustomize.py", "/site/usercustomize.py", "/site/conftest.py", f"{LIBRARY}/sitecustomize.py",
    "/site/evil.pth", "/cell/numpy.py", "/cell/runner/harness/numpy.py", f"{LIBRARY}/os.pyc", "/python/pyvenv.cfg",
    "/site/numpy/__pycache__/__init__.cpython-311.pyc", "/python/lib/python311.zip", "/usr/lib/x.so", "/dev/x", "/x",
)  # fmt: skip
DENIED = ("EROFS", "EACCES", "EPERM", "ETXTBSY")

# %% write into what is there
for name in FILES:
    for flags in (os.O_WRONLY, os.O_RDWR, os.O_RDONLY | os.O_TRUNC, os.O_WRONLY | os.O_APPEND):
        refused(name, lambda: os.open(name, flags), *DENIED)
    refused("truncate", lambda: os.truncate(name, 0), *DENIED)
# %% put a file there
for name in HOOKS:
    refused(name, lambda: open(name, "x"), *DENIED, "ENOENT", "EEXIST")  # Debian keeps a sitecustomize of its own
    refused(name, lambda: open(name, "w"), *DENIED, "ENOENT")
    refused(name, lambda: os.mkdir(name + ".d"), *DENIED, "ENOENT")
# %% remove and replace
for name in FILES:
    with open("/tmp/mine", "w"):
        pass
    refused("unlink", lambda: os.unlink(name), *DENIED)
    refused("replace", lambda: os.replace("/tmp/mine", name), *DENIED, "EXDEV")
    refused("away", lambda: os.rename(name, "/tmp/away"), *DENIED, "EXDEV")
refused("rmdir", lambda: os.rmdir("/cell/runner/harness"), *DENIED)
# %% change who may
for name in (*FILES, "/", "/site", "/cell"):
    refused("chmod", lambda: os.chmod(name, 0o777), "EPERM")
    refused("chown", lambda: os.chown(name, os.getuid(), -1), "EPERM")
    refused("date", lambda: os.utime(name, (0, 0)), "ENOSYS", "EPERM")
    refused("attribute", lambda: os.setxattr(name, "user.x", b""), "ENOSYS", "EPERM")
# %% in memory that belongs to the file
for name in FILES:
    descriptor = os.open(name, os.O_RDONLY)
    refused("a shared map", lambda: mmap.mmap(descriptor, 4096, flags=mmap.MAP_SHARED, prot=3), "EPERM", "EACCES")
    refused("a write", lambda: os.pwrite(descriptor, b"x", 0), "EBADF")
    refused("a hole", lambda: os.posix_fallocate(descriptor, 0, 1), "EBADF")
    copy = mmap.mmap(descriptor, 4096, flags=mmap.MAP_PRIVATE, prot=3)
    kept = copy[:4]
    copy[:4] = b"evil"
    try:
        copy.flush()
    except OSError:
        pass
    if os.pread(descriptor, 4, 0) != kept:
        print("BREACH a private map reached", name)
