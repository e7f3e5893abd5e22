"""A18: Use up the inodes with empty files.

A disk with free space but no free inode is full too. codejail's own test of this is still skipped.

+++
verdict = ["error"]
message = "No space left"
layers = ["mounts"]
+++
"""

import os


# %% files
def double(x):
    for number in range(10**6):
        open(f"/tmp/{number}", "w").close()


# %% directories
def double(x):
    for number in range(10**6):
        os.mkdir(f"/tmp/{number}")
