"""The whole sign-in against a provider that is not ours: oidc-provider-mock, in a process of its own."""

from __future__ import annotations

from pathlib import Path

import httpx

from directory.reader import Role
from tests.web.conftest import Client, a_server
from tests.web.makers import PLANTED
from tests.web.provider import the_mock
from web.settings import ProviderSettings, machine_clock

PAT = {"sub": "pat", "name": "Pat Officer", "roles": ["crisis-police"]}


def test_somebody_signs_in_reads_as_police_and_signs_out(home: Path, client: Client) -> None:
    here = "http://127.0.0.1:8000"
    with the_mock(PAT) as issuer:
        provider = ProviderSettings(
            issuer=issuer, client_id="crisis", client_secret="x", roles=(("crisis-police", Role.POLICE),)
        )
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
