"""A provider whose tokens are what the test wants; prints its port.

The code of a token request is base64url of JSON: claims (over the right ones; null removes one), and perhaps algorithm (RS256;
any other, none, HS256 with the public key as the secret), key (1; 2 is published after /rotate; 3 never), kid, status,
token (as it is), answer (the whole body).
A code counts once, as with any provider. /description?JSON changes the description (once), /keys-read counts requests for keys.
"""
import base64
import http.server
import json
import time
import urllib.parse

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

private = {str(number): rsa.generate_private_key(public_exponent=65537, key_size=2048) for number in (1, 2, 3)}
published = ["1"]
used = set()
description = {}
reads = 0


def public(number):
    maker = jwt.algorithms.get_default_algorithms()["RS256"]
    return json.loads(maker.to_jwk(private[number].public_key())) | {"kid": number, "use": "sig"}


def make_token(wanted, issuer):
    now = int(time.time())
    claims = {"iss": issuer, "aud": "vetsearch", "sub": "anna", "iat": now, "exp": now + 300, "name": "Anna",
              "email": "anna@vet.example", "roles": ["member"]} | wanted.get("claims", {})
    claims = {name: value for name, value in claims.items() if value is not None}
    algorithm = wanted.get("algorithm", "RS256")
    number = wanted.get("key", "1")
    secret = private[number]
    if algorithm == "HS256":
        secret = private["1"].public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        # PyJWT refuses to sign with what looks like a public key.
        jwt.algorithms.HMACAlgorithm.prepare_key = lambda self, key: key
    elif algorithm == "none":
        secret = None
    return jwt.api_jws.encode(json.dumps(claims).encode(), secret, algorithm, {"kid": wanted.get("kid", number)})


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, value, status=200):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        global reads
        path, _, query = self.path.partition("?")
        issuer = f"http://127.0.0.1:{server.server_address[1]}"
        if path == "/.well-known/openid-configuration":
            usual = {"issuer": issuer, "authorization_endpoint": f"{issuer}/authorize", "token_endpoint": f"{issuer}/token",
                     "jwks_uri": f"{issuer}/keys", "response_types_supported": ["code"]}
            self.answer({name: value for name, value in (usual | description).items() if value is not None})
        elif path == "/keys":
            reads += 1
            other = {"kty": "RSA", "kid": "enc", "use": "enc", "alg": "RSA-OAEP-256", "n": "AQAB", "e": "AQAB"}
            self.answer({"keys": [other, {"kty": "unknown", "kid": "x"}] + [public(number) for number in published]})
        elif path == "/keys-read":
            self.answer(reads)
        elif path == "/rotate":
            published[:] = ["2"]
            self.answer({})
        elif path == "/description":
            description.clear()
            description.update(json.loads(urllib.parse.unquote(query)))
            self.answer({})
        elif path == "/userinfo":
            self.answer({"sub": self.headers["Authorization"].removeprefix("Bearer "), "email": "anna@userinfo.example"})
        else:
            self.answer({}, 404)

    def do_POST(self):
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        code = form["code"]
        if code in used:
            return self.answer({"error": "invalid_grant"}, 400)
        used.add(code)
        wanted = json.loads(base64.urlsafe_b64decode(code + "=" * (-len(code) % 4)))
        issuer = f"http://127.0.0.1:{server.server_address[1]}"
        usual = {"access_token": wanted.get("access", "access"), "token_type": "Bearer"}
        usual["id_token"] = wanted.get("token") or make_token(wanted, issuer)
        return self.answer(wanted.get("answer", usual), wanted.get("status", 200))


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
