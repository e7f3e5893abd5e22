"""C1: Read the host's own files: accounts, passwords, root's home, keys.

A jail that binds the host's root read-only protects files from being changed, but anyone can read them. In a cell they
are not mounted at all.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["mounts", "identity", "landlock"]
+++
"""

PLACES = (
    "/etc", "/etc/passwd", "/etc/shadow", "/etc/hosts", "/etc/resolv.conf", "/etc/machine-id", "/etc/ssh",
    "/etc/ssl/private", "/root", "/root/.ssh/id_rsa", "/root/.ssh/id_ed25519", "/root/.aws/credentials",
    "/root/.bash_history", "/root/.netrc", "/root/.pgpass", "/root/.config", "/home", "/var", "/var/log",
    "/var/spool/cron", "/run", "/run/secrets", "/var/run/secrets/kubernetes.io/serviceaccount/token", "/srv", "/opt",
    "/mnt", "/media", "/boot", "/host", "/rootfs", "/.dockerenv", "/usr/bin", "/usr/sbin", "/usr/local", "/bin",
    "/sbin", "/usr/share", "/usr/include", "/usr/lib/systemd",
)  # fmt: skip

# %% by name
for place in PLACES:
    refused(place, lambda place=place: os.lstat(place), "ENOENT")
# %% by another spelling of the name
for place in ("/etc/passwd", "/root", "/proc/self"):
    for prefix in ("/..", "/../../..", "//", "/.", "/tmp/..", "/dev/../..", "/python/../..", "/site/../../.."):
        refused(prefix + place, lambda name=prefix + place: os.open(name, os.O_PATH), "ENOENT")
# %% by a look at everything that is there
empty = {name for name in ("proc", "sys") if os.path.isdir(f"/{name}") and not os.listdir(f"/{name}")}
extra = {*os.listdir("/")} - {"cell", "dev", "lib", "lib64", "python", "sealed", "site", "tmp", "usr"} - empty
if extra:
    print("BREACH the root shows", extra)
if os.listdir("/usr") not in (["lib"], ["lib64"]):
    print("BREACH /usr shows", os.listdir("/usr"))
# %% by links that lead out
for folder, _, names in os.walk("/cell"):
    for name in names:
        if os.path.islink(f"{folder}/{name}"):
            print("BREACH", folder, name, os.readlink(f"{folder}/{name}"))
