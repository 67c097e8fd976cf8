"""Answers with its version; its nature says how it goes wrong, if it does."""
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

VERSION = "0"
NATURE = "good"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/" and NATURE == "breaks":
            print("Traceback: as planned")
        self.answer(503 if self.path == "/ready" and NATURE == "unready" else 200)

    def answer(self, status):
        body = VERSION.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    if sys.argv[1:] == ["--selftest"]:
        sys.exit(NATURE == "untested")
    server = ThreadingHTTPServer(("", 8080), Handler)
    server.daemon_threads = False  # whoever is being answered is answered to the end
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()
    server.server_close()
