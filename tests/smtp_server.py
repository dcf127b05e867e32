"""A small mail server for tests: it keeps what arrives, and misbehaves where a test asks for it."""

import socketserver
import threading
from email import message_from_bytes


class SmtpServer(socketserver.ThreadingTCPServer):
    """Listens on a port of its own for as long as a ``with`` block lasts.

    ``at`` says what happens once at a moment of the conversation: ``connected``, ``mail`` (who
    writes is said), ``half`` (the mail has begun), ``whole`` (it is accepted, the answer is not
    given yet). A call that returns False ends the conversation there.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.port = self.server_address[1]
        self.arrived, self.senders = [], []
        self.at = {}
        self.refused = set()

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error):
        self.shutdown()
        self.server_close()

    def goes_on(self, moment):
        action = self.at.pop(moment, None)
        return action is None or action() is not False

    def handle_error(self, request, client_address):
        """Whoever speaks to it may be killed in the middle of a word."""


class Conversation(socketserver.StreamRequestHandler):
    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())

    def handle(self):
        if not self.server.goes_on("connected"):
            return
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "MAIL":
                self.server.senders.append(line.partition("<")[2].partition(">")[0])
                if not self.server.goes_on("mail"):
                    return
            if word == "QUIT":
                self.say("221 bye")
                return
            if word == "RCPT" and any(name in line for name in self.server.refused):
                self.say("550 5.1.1 no such user")
            elif word == "DATA":
                self.say("354 go on")
                if not self.take():
                    return
            else:
                self.say("250 well")

    def take(self):
        """Read one mail; False where the conversation ends before it is answered."""
        lines = [self.rfile.readline()]
        if not self.server.goes_on("half"):
            return False
        while lines[-1] != b".\r\n":
            lines.append(self.rfile.readline())
            if not lines[-1]:
                return False
        message = message_from_bytes(b"".join(lines[:-1]))
        self.server.arrived.append(message["Message-ID"])
        if not self.server.goes_on("whole"):
            return False
        self.say("250 taken")
        return True
