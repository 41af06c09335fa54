"""Records what real clients send as multipart/form-data: the Content-Type on the first line, then the body as it came.
Usage: python3 record.py FOLDER (needs curl, requests, urllib3 and chromium)"""
import http.server, os, subprocess, sys, tempfile, threading
import requests, urllib3

folder = sys.argv[1]
PAGE = b"""<!doctype html><meta charset=utf-8><title>f</title><script>
const f = new FormData()
f.append('title', 'Gr\\u00fc\\u00dfe\\r\\n--x')
f.append('a"b', 'quoted')
f.append('file', new File(['%PDF\\r\\n--\\r\\n'], 'R\\u00f6ntgen "1".pdf', {type: 'application/pdf'}))
f.append('none', new File([], ''))
fetch('/chromium', {method: 'POST', body: f}).then(() => document.title = 'done')
</script>"""
recorded = threading.Event()

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.send_header("Content-Type", "text/html"); self.end_headers(); self.wfile.write(PAGE)
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with open(os.path.join(folder, self.path.strip("/") + ".http"), "wb") as out:
            out.write(self.headers["Content-Type"].encode() + b"\n" + body)
        self.send_response(204); self.end_headers()
        if self.path == "/chromium": recorded.set()
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
    path = os.path.join(scratch, "upload.pdf")
    open(path, "wb").write(b"%PDF\r\n--\r\n")
    empty = os.path.join(scratch, "empty")
    open(empty, "wb").close()
    form = ["-F", "title=Gr\u00fc\u00dfe\r\n--x", "-F", 'a"b=quoted',
            "-F", f'file=@{path};type=application/pdf;filename="R\u00f6ntgen \\"1\\".pdf"', "-F", f"none=@{empty};filename="]
    subprocess.run(["curl", "-sS", *form, f"{url}/curl"], check=True)
    subprocess.run(["curl", "-sS", "--form-escape", *form, f"{url}/curl-form-escape"], check=True)
    fields = [("title", "Gr\u00fc\u00dfe\r\n--x"), ('a"b', "quoted")]
    files = [("file", ('R\u00f6ntgen "1".pdf', b"%PDF\r\n--\r\n", "application/pdf")), ("none", ("", b"", "application/octet-stream"))]
    requests.post(f"{url}/requests", data=fields, files=files)
    urllib3.PoolManager().request("POST", f"{url}/urllib3", fields=fields + files)
    browser = subprocess.Popen(["chromium", "--headless=new", "--no-sandbox", f"--user-data-dir={scratch}/profile",
                                "--disable-gpu", url], stderr=subprocess.DEVNULL)
    recorded.wait(40)
    browser.terminate(); browser.wait()
