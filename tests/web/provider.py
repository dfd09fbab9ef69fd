"""A small OpenID Connect provider on this machine, which gives the right token or whichever wrong one a test asks for."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, Key, RSAKey

from tests.bench.server import free_port, wait_until_ready

CLIENT_ID, CLIENT_SECRET = "crisis", "s&cret %"

Claims = dict[str, Any]


def a_key(kid: str) -> Key:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


class Provider:
    """What the provider says. A test changes a part of it, and `reset` puts it back."""

    def __init__(self, issuer: str, clock: Callable[[], datetime]) -> None:
        """Take the provider's address and the time by its clock."""
        self.issuer, self._clock = issuer, clock
        self.first, self.second, self.stranger = a_key("first"), a_key("second"), a_key("first")
        self.curve = ECKey.generate_key("P-256", {"kid": "curve"})
        self.asked: list[str] = []
        self.reset()

    def reset(self) -> None:
        """Be an honest provider again."""
        self.published: list[Key] = [self.first, self.curve]
        self.signs: Key = self.first
        self.header: Claims = {"alg": "RS256", "kid": "first"}
        self.claims: Claims = {"sub": "7", "name": "Pat Officer", "roles": ["crisis-police"]}
        self.wrong: Claims = {}
        self.token: str | None = None
        self.info: Claims = {"sub": "7"}
        self.document_wrong: Claims = {}
        self.answers: dict[str, tuple[int, bytes]] = {}
        self._codes: dict[str, dict[str, str]] = {}

    def document(self) -> Claims:
        """Return the discovery document."""
        paths = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        told = {f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in paths.items()}
        return {"issuer": self.issuer, **told, "jwks_uri": f"{self.issuer}/jwks", **self.document_wrong}

    def sign_in(self, address: str, code: str = "code-1") -> tuple[str, str]:
        """Sign somebody in at the address that the browser was sent to; return the code and the state to go back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        self._codes[code] = asked
        return code, asked["state"]

    def give_tokens(self, form: dict[str, str], authorization: str) -> tuple[int, Claims]:
        """Give the tokens of a code, once, to whoever holds the verifier and the client's secret."""
        asked = self._codes.pop(form.get("code", ""), None)
        if asked is None:
            return 400, {"error": "invalid_grant"}
        pair = base64.b64encode(b"crisis:s%26cret%20%25").decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        if (
            authorization != f"Basic {pair}"
            or challenge != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
        ):
            return 401, {"error": "invalid_client"}
        now = int(self._clock().timestamp())
        told = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": asked["nonce"], **self.claims}
        token = self.token or jwt.encode(
            self.header, {**told, **self.wrong}, self.signs, algorithms=["RS256", "ES256", "HS256"]
        )
        return 200, {"id_token": token, "access_token": "access", "token_type": "Bearer"}

    def answer(self, path: str, form: dict[str, str], authorization: str) -> tuple[int, bytes]:
        """Answer a request of the directory's."""
        self.asked.append(path)
        if path in self.answers:
            return self.answers[path]
        match path:
            case "/.well-known/openid-configuration":
                return 200, json.dumps(self.document()).encode()
            case "/jwks":
                return 200, json.dumps({"keys": [key.as_dict(private=False) for key in self.published]}).encode()
            case "/token":
                status, told = self.give_tokens(form, authorization)
                return status, json.dumps(told).encode()
            case "/userinfo" if authorization == "Bearer access":
                return 200, json.dumps(self.info).encode()
            case _:
                return 404, b"{}"


@contextmanager
def the_mock(*people: Claims) -> Iterator[str]:
    """Run oidc-provider-mock in a process of its own, where these people are known, and give its address."""
    port = free_port()
    known = (word for person in people for word in ("--user-claims", json.dumps(person)))
    # Its own dependencies warn that they are old; here warnings are errors.
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *known]
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"}
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until_ready(process, port, "/.well-known/openid-configuration")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@contextmanager
def a_provider(clock: Callable[[], datetime]) -> Iterator[Provider]:
    """Run a provider until the block ends."""
    running: list[Provider] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            self.reply({name: values[0] for name, values in parse_qs(body).items()})

        def reply(self, form: dict[str, str]) -> None:
            status, body = running[0].answer(self.path, form, self.headers.get("authorization", ""))
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.append(Provider(f"http://127.0.0.1:{server.server_port}", clock))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield running[0]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
