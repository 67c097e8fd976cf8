"""Greets callers over HTTP. Ready as soon as it can read its greetings."""
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

VERSION = "1"
GREETINGS = Path(__file__).with_name("greetings.txt")


def greet(name, hour, greetings):
    """One greeting for each third of the day."""
    return f"{greetings[hour * len(greetings) // 24]}, {name}!"


def read_greetings(path=GREETINGS):
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines:
        raise ValueError(f"{path} holds no greeting")
    return lines


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/health/live":
            self.answer(200, "live")
        elif self.path == "/health/ready":
            try:
                read_greetings()
                self.answer(200, "ready")
            except OSError as e:
                print(f"not ready: {e}")
                self.answer(503, "not ready: no greetings")
        elif self.path == "/":
            self.answer(200, f"{greet('world', 12, read_greetings())} (greeter {VERSION})")
        else:
            self.answer(404, "nothing here")

    def answer(self, status, text):
        body = (text + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    if sys.argv[1:] == ["--selftest"]:
        print(greet("self", 0, ["Hello"]))
    else:
        server = ThreadingHTTPServer(("", 8080), Handler)
        server.daemon_threads = False  # whoever is being answered is answered to the end
        signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
        print(f"greeter {VERSION} listens on 8080")
        server.serve_forever()
        server.server_close()
