"""A mail server outside of the stack, as the internet's would be. It keeps what it gets."""

import socketserver
import threading
from email import message_from_string
from email.message import Message

from tests.compose_drill.waiting import wait_until


class Mailbox:
    """Listens on every address of this machine while it's used in a `with`."""

    def __init__(self, port: int = 0) -> None:
        self.messages: list[Message] = []
        messages = self.messages

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.say("220 drill")
                while line := self.rfile.readline():
                    command = line[:4].strip().upper()
                    if command == b"DATA":
                        self.say("354 Go on")
                        messages.append(message_from_string(self.body()))
                    self.say("221 Bye" if command == b"QUIT" else "250 OK")
                    if command == b"QUIT":
                        return

            def body(self) -> str:
                lines = []
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(line.decode())
                return "".join(lines).replace("\r\n", "\n")

            def say(self, reply: str) -> None:
                self.wfile.write(f"{reply}\r\n".encode())

        self.server = socketserver.ThreadingTCPServer(("0.0.0.0", port), Handler)  # noqa: S104  containers send to it
        self.server.daemon_threads = True
        self.port: int = self.server.server_address[1]

    def __enter__(self) -> "Mailbox":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def wait_for(self, subject: str) -> Message:
        """The first message whose subject contains this. It is taken out."""
        wait_until(
            lambda: any(subject in self._subject(message) for message in self.messages), f"mail about {subject!r}"
        )
        message = next(message for message in self.messages if subject in self._subject(message))
        self.messages.remove(message)
        return message

    @staticmethod
    def _subject(message: Message) -> str:
        return str(message["Subject"]).replace("\n", "")
