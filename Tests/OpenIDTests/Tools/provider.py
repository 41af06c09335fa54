"""An identity provider (oidc-provider-mock) with PKCE, which that package does not check; prints its port.

A POST to the authorisation endpoint with sub=anna, bob or cleo signs the user in. With --any-client, clients need not be registered. GET /last-token-request tells how the client authenticated itself.
"""
import base64
import hashlib
import logging
import os
import socket
import sys
import urllib.parse

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
import flask  # noqa: E402
import oidc_provider_mock  # noqa: E402
from oidc_provider_mock import User  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

users = [
    User(sub="anna", claims={"name": "Anna Schmidt", "email": "anna@wood.example", "roles": ["other", "vet-editors"], "realm_access": {"roles": ["vet-desk"]}}),
    User(sub="bob", claims={"name": "Bob"}),
    User(sub="cleo", claims={"name": "Cleo", "email": "cleo@wood.example", "email_verified": True}),
]
app = oidc_provider_mock.app(require_client_registration="--any-client" not in sys.argv, require_nonce=True, user_claims=users)
app.debug = False
# Public clients too.
oidc_provider_mock._app.AuthorizationCodeGrant.TOKEN_ENDPOINT_AUTH_METHODS = [
    "client_secret_basic", "client_secret_post", "none"]
logging.getLogger("werkzeug").setLevel(logging.ERROR)
challenges = {}
last = {}


@app.after_request
def remember(response):
    if flask.request.path == "/oauth2/authorize" and "Location" in response.headers:
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(response.headers["Location"]).query)
        if "code" in query:
            challenges[query["code"][0]] = flask.request.values.get("code_challenge")
    return response


@app.before_request
def check():
    if flask.request.path != "/oauth2/token":
        return None
    last["basic"] = flask.request.authorization is not None
    last["fields"] = sorted(flask.request.form)
    verifier = flask.request.form.get("code_verifier", "")
    hashed = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    if challenges.pop(flask.request.form.get("code"), None) != hashed:
        return flask.jsonify(error="invalid_grant"), 400
    return None


@app.get("/last-token-request")
def tell():
    return flask.jsonify(last)


listener = socket.create_server(("127.0.0.1", 0))
server = make_server("127.0.0.1", 0, app, threaded=True, fd=listener.fileno())
print(listener.getsockname()[1], flush=True)
server.serve_forever()
