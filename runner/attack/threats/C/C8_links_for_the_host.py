"""C8: Plant a symbolic link where the host will write, change the owner, copy or delete.

Judge0's host was taken over twice this way (CVE-2024-28185, and CVE-2024-28189 after the repair), and go-judge leaked
files in 2025. Links can't be made in a cell, and the host never touches the cell's file system, which disappears with
the process.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp", "landlock", "apart"]
+++
"""

TARGETS = ("/etc/passwd", "/proc/self/root/etc/passwd", "../../../../etc/passwd", "/root/.ssh/authorized_keys")

# %% symbolic links
for number, target in enumerate(TARGETS):
    for name in (f"/tmp/{number}", f"out{number}", f"/cell/{number}", f"/tmp/../x{number}"):
        refused("symlink", lambda: os.symlink(target, name), "EPERM")
        refused("symlinkat", lambda: os.symlink(target, name, dir_fd=os.open("/", os.O_RDONLY)), "EPERM")
    libc.symlink(target.encode(), f"/tmp/{number}".encode())
    if os.path.lexists(f"/tmp/{number}"):
        print("BREACH a link to", target)
# %% a folder swapped for another while it is being read
os.makedirs("/tmp/a/b")
os.makedirs("/tmp/c")
refused("exchange", lambda: call("renameat2", -100, b"/tmp/c", -100, b"/site", 2), "EXDEV", "EROFS", "EACCES", "EPERM")
refused("rename over", lambda: os.rename("/tmp/c", "/site/numpy"), "EXDEV", "EROFS", "EACCES", "EPERM")
refused("rename away", lambda: os.rename("/site/numpy", "/tmp/numpy"), "EXDEV", "EROFS", "EACCES", "EPERM")
# %% results that a careless host would collect
for name in ("results.json", "result", "output.txt", "run.sh", "metadata.txt", ".bashrc", "-rf *", "$(reboot)", "\n"):
    with open(f"/tmp/{name}", "w") as file:
        file.write('{"verdict": "passed", "score": 1.0}')
