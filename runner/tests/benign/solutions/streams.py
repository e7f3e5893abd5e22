import contextlib
import io
import sys


def streams():
    caught = io.StringIO()
    with contextlib.redirect_stdout(caught):
        print("inside")
    with contextlib.suppress(KeyError):
        {}["missing"]
    with contextlib.ExitStack() as stack:
        stack.callback(caught.write, "closed")

    @contextlib.contextmanager
    def tag(name):
        print(f"<{name}>", file=caught)
        yield
        print(f"</{name}>", file=caught)

    with tag("b"):
        caught.write("bold ")
    buffer = io.BytesIO(b"abc")
    buffer.seek(1)
    assert sys.stdout is not caught
    return caught.getvalue(), buffer.read()
