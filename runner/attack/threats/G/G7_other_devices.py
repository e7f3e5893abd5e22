"""G7: Open another GPU than the one lent to the cell: by its node, by a new node, or through the driver.

CVE-2021-1056: a container that could make device nodes reached every GPU of its host. A cell sees only the node of the
GPU that it was lent, and it can't make other nodes.

+++
verdict = ["passed"]
prelude = "gpu.py"
device = "gpu"
layers = ["nodes", "mounts", "seccomp", "identity"]
+++
"""

# %% by their nodes
opened = []
for number in range(16):
    for name in (f"/dev/nvidia{number}", f"/dev/dri/renderD{128 + number}", f"/dev/dri/card{number}"):
        try:
            opened.append((name, os.open(name, os.O_RDWR)))
        except OSError as error:
            print(name, errno.errorcode[error.errno])
if len(opened) > 1:
    print("BREACH opened", opened)
# %% by nodes of one's own
for minor in range(4):
    try:
        os.mknod(f"/tmp/nvidia{minor}", 0o20666, os.makedev(195, minor))
        print("BREACH a node was made")
    except OSError as error:
        print("mknod", errno.errorcode[error.errno])
# %% through the driver
cuda = reach()
if cuda and cuda.count > 1:
    print("BREACH", cuda.count, "devices")
