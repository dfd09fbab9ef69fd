"""The whole sign-in against a provider that is not ours: oidc-provider-mock, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from directory.reader import Role
from tests.bench.server import free_port
from tests.web.conftest import Client, a_server
from tests.web.makers import PLANTED
from web.settings import ProviderSettings, machine_clock

PAT = {"sub": "pat", "name": "Pat Officer", "roles": ["crisis-police"]}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    port = free_port()
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        "--user-claims",
        json.dumps(PAT),
    ]
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"}
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as provider:
        address = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                httpx.get(f"{address}/.well-known/openid-configuration", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address
        provider.terminate()


def test_somebody_signs_in_reads_as_police_and_signs_out(home: Path, client: Client, issuer: str) -> None:
    here = "http://127.0.0.1:8000"
    provider = ProviderSettings(issuer=issuer, client_id="crisis", client_secret="x", roles=(("crisis-police", Role.POLICE),))
    with a_server(home, clock=machine_clock, public_url=here, provider=provider) as browser:
        start = browser.get("/sign-in/start?page=/136", follow_redirects=False).headers["location"]
        assert start.startswith(f"{issuer}/")
        back = httpx.post(start, data={"sub": "pat"}, trust_env=False).headers["location"]
        assert back.startswith(f"{here}/sign-in/callback?")
        assert browser.get(back, follow_redirects=False).headers["location"] == "/136"
        page = browser.post("/136", data={"place": "NN1 5BD"}).text
        assert "Signed in as Pat Officer (police)." in page
        assert PLANTED in page

        again = browser.get(back, follow_redirects=False)
        assert again.status_code == 403

        browser.post("/sign-out", data={"page": "/136"})
        assert PLANTED not in browser.post("/136", data={"place": "NN1 5BD"}).text
