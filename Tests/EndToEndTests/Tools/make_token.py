"""Makes a platform's keys, or tokens signed with them.

make_token.py keys FOLDER          writes jwks.json, and the private keys that belong to it
make_token.py sign FOLDER TOKENS   prints a token for each entry of a JSON list; an entry has claims (JSON) and may have
                                   algorithm, kid (platform-1), key (a file's name), and header (JSON, which no library
                                   would sign so)

The key of platform-1 is private.pem, in other.pem is one that the platform does not know. Each algorithm has a key of that
name; the key 'any' names none.
"""
import base64
import json
import sys

import jwt
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

RSA = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]
CURVES = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}


def keys(folder):
    def save(name, key):
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        with open(f"{folder}/{name}.pem", "wb") as file:
            file.write(pem)

    def public(key, kid, algorithm):
        maker = jwt.algorithms.get_default_algorithms()[algorithm]
        return json.loads(maker.to_jwk(key.public_key())) | {"kid": kid, "use": "sig", "alg": algorithm}

    key, other = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    save("private", key)
    save("other", other)
    published = [public(key, "platform-1", "RS256"), *(public(key, name, name) for name in RSA)]
    published.append({name: value for name, value in public(key, "any", "RS256").items() if name != "alg"})
    for name in [*CURVES, "EdDSA"]:
        own = ec.generate_private_key(CURVES[name]) if name in CURVES else ed25519.Ed25519PrivateKey.generate()
        save(name, own)
        published.append(public(own, name, name))
    with open(f"{folder}/jwks.json", "w") as file:
        json.dump({"keys": published}, file)


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def token(folder, claims, algorithm="RS256", kid="platform-1", key=None, header=None):
    claims = json.dumps(json.loads(claims))  # of a claim that comes twice, the last
    key = key or (algorithm if algorithm in CURVES or algorithm == "EdDSA" else "private")
    if header is not None:
        head = json.dumps({"alg": algorithm, "typ": "JWT"} | json.loads(header)).encode()
        body = encoded(head) + b"." + encoded(claims.encode())
        with open(f"{folder}/{key}.pem", "rb") as file:
            private = serialization.load_pem_private_key(file.read(), None)
        signature = private.sign(body, padding.PKCS1v15(), hashes.SHA256())
        return (body + b"." + encoded(signature)).decode()
    secret = None
    if algorithm == "HS256":  # the public key as a shared secret: a well-known forgery
        secret = open(f"{folder}/jwks.json").read()
    elif algorithm != "none":
        secret = open(f"{folder}/{key}.pem").read()
    # Not jwt.encode, which does not sign an expiry that is no number.
    return jwt.api_jws.encode(claims.encode(), secret, algorithm, {"kid": kid, "typ": "JWT"})


def sign(folder, wanted):
    for entry in json.loads(wanted):
        print(token(folder, **entry))


globals()[sys.argv[1]](*sys.argv[2:])
