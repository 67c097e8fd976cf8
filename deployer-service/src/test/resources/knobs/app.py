"""An app whose faults are turned on by KNOBS, such as "version=2 errors=20 panic=3"."""
import os
import random
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

KNOBS = dict(one.split("=", 1) for one in os.environ.get("KNOBS", "").split())


def knob(name, otherwise=0):
    return type(otherwise)(KNOBS.get(name, otherwise))
HELD = []
DEAF = threading.Event()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if DEAF.is_set():
            time.sleep(3600)
        elif self.path == "/deaf":
            DEAF.set()
            self.answer(200, "until I am started anew")
        elif self.path == "/ready":
            self.answer(503 if knob("notready") else 200, "ready")
        elif self.path == "/prices":
            self.answer(200, "EUR 12" if not knob("noprices") else "sold out")
        else:
            time.sleep(0.005)
            fails = random.randrange(100) < knob("errors")
            self.answer(500 if fails else 200, knob("version", "?"))

    def answer(self, status, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True


def later(name, action):
    if knob(name):
        threading.Timer(knob(name), action).start()


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print(f"version {knob('version', '?')} starts")
for secret in sorted(Path("/run/secrets").glob("*")) if Path("/run/secrets").exists() else []:
    print(f"{secret.name} is {secret.read_text()}" if knob("leak") else f"{secret.name} has {len(secret.read_text())} characters")
later("panic", lambda: print("panic: the knob was turned"))
later("eat", lambda: HELD.append(b"x" * (256 << 20)))
later("exit", lambda: os._exit(7))
Server(("", 8080), Handler).serve_forever()
