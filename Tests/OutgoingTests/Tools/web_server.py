"""A web server for the tests of the client; prints its port.

web_server.py [CERTIFICATE]    with a PEM file of a certificate and its key, it speaks https

/echo                 what came, as JSON: method, headers, body
/redirect?STATUS&TO   a redirect; TO is decoded
/circle               a redirect to itself
/count?N              N bytes
/endless              bytes without an end, and without a length
/wait                 nothing for ten seconds
/headers              a megabyte of headers
"""
import http.server
import json
import ssl
import sys
import time
import urllib.parse


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status=200, headers=(), body=b""):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        path, _, query = self.path.partition("?")
        if path == "/redirect":
            status, _, target = query.partition("&")
            self.answer(int(status), [("Location", urllib.parse.unquote(target))])
        elif path == "/circle":
            self.answer(302, [("Location", "/circle")])
        elif path == "/count":
            self.answer(body=b"x" * int(query))
        elif path == "/endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 65536)
            except OSError:
                pass
        elif path == "/wait":
            time.sleep(10)
        elif path == "/headers":
            self.answer(headers=[(f"X-{number}", "x" * 1000) for number in range(99)])
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            came = {"method": self.command, "path": self.path, "body": body, "headers": dict(self.headers.items())}
            self.answer(body=json.dumps(came).encode(), headers=[("X-Two", "1"), ("x-two", "2")])

    do_POST = do_GET


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
if len(sys.argv) > 1:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
