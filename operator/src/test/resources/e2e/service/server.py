"""The orders service in two releases: the first knows the flag `shipped`, the second the status that replaces it."""
import http.server
import os
import signal
import threading

import psycopg2

RELEASES = {
    "1": ("INSERT INTO orders (customer_name, shipped) VALUES ('Ada', true)", "SELECT count(*) FROM orders WHERE shipped"),
    "2": ("INSERT INTO orders (customer_name, status) VALUES ('Ada', 'shipped')", "SELECT count(*) FROM orders WHERE status = 'shipped'"),
}
release = os.environ["RELEASE"]
write, read = RELEASES[release]


class Orders(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            if self.path != "/ready":
                connection = psycopg2.connect(
                    host=os.environ["host"], port=os.environ["port"], dbname=os.environ["dbname"],
                    user=os.environ["username"], password=os.environ["password"])
                with connection, connection.cursor() as cursor:
                    cursor.execute(write)
                    cursor.execute(read)
                    cursor.fetchone()
                connection.close()
            self.answer(200, "release " + release)
        except Exception as failure:
            self.answer(500, "release %s: %s" % (release, failure))

    def answer(self, status, words):
        body = words.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("", 8080), Orders)
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
server.serve_forever()
