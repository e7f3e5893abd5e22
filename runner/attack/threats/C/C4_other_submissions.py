"""C4: Look for other learners' submissions.

Old working folders in a shared /tmp have leaked in more than one judge. A submission is never a file here, and the
only place to write is new and empty.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["mounts", "single use"]
+++
"""

if os.getcwd() != "/tmp" or os.listdir("/tmp"):
    print("BREACH", os.getcwd(), os.listdir("/tmp"))
for place in ("/dev/shm", "/var/tmp", "/run", "/home", "/cell/tmp", "/dev/mqueue", "/dev/pts"):
    refused(place, lambda place=place: os.listdir(place), "ENOENT")
for place in ("/", "/cell", "/dev", "/python", "/site"):
    for name in os.listdir(place):
        if "submission" in name or "attempt" in name or name.startswith(("tmp.", "box", "descent")):
            print("BREACH", place, name)
count = 0
try:
    for count in range(2_000):
        open(f"/tmp/{count}", "w").close()
except OSError:
    pass
if count < 1_000:  # it has room for 1,024 files
    print("BREACH /tmp holds files that it does not show:", 1_024 - count)
