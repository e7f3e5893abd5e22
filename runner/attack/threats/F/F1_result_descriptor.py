"""F1: Find the descriptor that carries the results, and write a better one.

kernelbot's `cheat-fd.py` reads its number from a variable and writes `check: pass`. Here the channel carries values
and no verdict, so writing to it only changes what the function seems to have returned. A frame more or less than was
asked for ends the run.

+++
verdict = ["bad_value", "failed", "error"]
prelude = "wire_probe.py"
layers = ["frames", "apart", "environment"]
+++
"""


# %% a verdict to every descriptor
def double(x):
    for descriptor in range(1024):
        try:
            os.write(descriptor, b"check: pass\nscore: 1.0\npassed\n")
        except OSError:
            pass
    return x


# %% a reply to every descriptor, then a wrong value
def double(x):
    node, body = array(x * 2)
    for descriptor in range(3, 1024):
        try:
            os.write(descriptor, messages.frame(messages.ValueReply(current(), node, []), [body]))
        except OSError:
            pass
    return x


# %% a wrong value as a reply of one's own, and silence
def double(x):
    node, body = array(x)
    send(messages.ValueReply(current(), node, []), body)
    os.close(REPLIES)
    os._exit(0)


# %% the channel closed
def double(x):
    os.close(REPLIES)
    return x


# %% the channel replaced by a file
def double(x):
    os.dup2(os.open("/tmp/replies", os.O_RDWR | os.O_CREAT), REPLIES)
    return x


# %% questions read ahead
import fcntl


def double(x):
    fcntl.fcntl(3, fcntl.F_SETFL, os.O_NONBLOCK)
    try:
        print("BREACH the next question:", os.read(3, 2**20))
    except BlockingIOError:
        pass
    fcntl.fcntl(3, fcntl.F_SETFL, 0)
    return x


# %% a verdict in the environment
os.environ["POPCORN_FD"] = os.environ["VERDICT"] = os.environ["DESCENT_VERDICT"] = "passed"
double = lambda x: x
