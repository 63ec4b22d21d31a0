"""A small OIDC provider: prints its address and answers until it is ended. Its codes hold what the token shall say: nonce~challenge~name~subject~fault."""

import base64
import hashlib
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.jwk import RSAKey

KEY, OTHER = (RSAKey.generate_key(2048, parameters={"kid": "k1"}) for _ in range(2))


class Provider(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        base = f"http://{self.headers['Host']}"
        if self.path == "/.well-known/openid-configuration":
            ends = {"authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/token", "jwks_uri": f"{base}/jwks"}
            self.say({"issuer": base, **ends})
        elif self.path == "/jwks":
            self.say({"keys": [KEY.as_dict(private=False)]})
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        form = {name: values[0] for name, values in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()}
        nonce, challenge, name, subject, fault = form["code"].split("~")
        proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        known = base64.b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode().partition(":")[0] == "chuhai"
        if fault == "error" or proof != challenge or not known:
            return self.say({"error": "invalid_grant"}, 400)
        if fault == "no json":
            return self.say("<html>", 200)
        now = int(time.time())
        claims = {"iss": f"http://{self.headers['Host']}", "aud": "chuhai", "nonce": nonce, "sub": subject, "iat": now, "exp": now + 300}
        claims |= {"preferred_username": name}
        claims |= {
            "issuer": {"iss": "https://evil.example"},
            "audience": {"aud": "another"},
            "nonce": {"nonce": "x"},
            "expired": {"exp": now - 3600},
        }.get(fault, {})
        if fault == "no subject":
            del claims["sub"]
        self.say({"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": signed(claims, fault)})

    def say(self, value: object, status: int = 200) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keeps still."""


def signed(claims: dict[str, object], fault: str) -> str:
    if fault == "none":
        parts = (json.dumps(part).encode() for part in ({"alg": "none"}, claims))
        return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."
    return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, OTHER if fault == "signature" else KEY)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
