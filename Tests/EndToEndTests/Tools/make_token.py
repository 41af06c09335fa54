"""Makes a platform's keys, or a token signed with them.

make_token.py keys FOLDER              writes private.pem, other.pem and jwks.json
make_token.py sign FOLDER CLAIMS [KEY [ALGORITHM [HEADER]]]   prints a token with these claims (JSON)
"""
import base64
import json
import sys

import jwt
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def keys(folder):
    for name in ("private", "other"):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        with open(f"{folder}/{name}.pem", "wb") as file:
            file.write(pem)
        if name == "private":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
            public |= {"kid": "platform-1", "use": "sig", "alg": "RS256"}
            with open(f"{folder}/jwks.json", "w") as file:
                json.dump({"keys": [public]}, file)
            with open(f"{folder}/public.pem", "wb") as file:
                file.write(key.public_key().public_bytes(serialization.Encoding.PEM,
                                                         serialization.PublicFormat.SubjectPublicKeyInfo))


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def sign(folder, claims, key="private", algorithm="RS256", header=None):
    if header is not None:  # as it is, which no library would sign
        head = json.dumps({"alg": algorithm, "typ": "JWT"} | json.loads(header)).encode()
        body = encoded(head) + b"." + encoded(claims.encode())
        with open(f"{folder}/{key}.pem", "rb") as file:
            private = serialization.load_pem_private_key(file.read(), None)
        signature = private.sign(body, padding.PKCS1v15(), hashes.SHA256())
        print((body + b"." + encoded(signature)).decode())
        return
    secret = None
    if algorithm == "HS256":  # the public key as a shared secret: a well-known forgery
        secret = open(f"{folder}/jwks.json").read()
    elif algorithm != "none":
        secret = open(f"{folder}/{key}.pem").read()
    print(jwt.encode(json.loads(claims), secret, algorithm=algorithm, headers={"kid": "platform-1"}))


globals()[sys.argv[1]](*sys.argv[2:])
