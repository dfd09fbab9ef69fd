"""A directory whose readers sign in with the accounts of their organisation, at a provider that is not ours."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.bench.server import CRISIS, PROJECT, free_port, wait_until_ready
from tests.web.provider import Claims, the_mock


@contextmanager
def at_an_organisation(home: Path, roles: str, *people: Claims) -> Iterator[str]:
    """Run `crisis serve` with a provider that knows these people, as its settings name it, and give its address."""
    port = free_port()
    with the_mock(*people) as issuer:
        environ = {
            **os.environ,
            "CRISIS_HOME": str(home),
            "CRISIS_DEMO": "",
            "CRISIS_DATABASE_URL": "",
            "CRISIS_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "CRISIS_OIDC_ISSUER": issuer,
            "CRISIS_OIDC_CLIENT_ID": "crisis",
            "CRISIS_OIDC_CLIENT_SECRET": "secret",
            "CRISIS_OIDC_ROLES": roles,
        }
        with (
            (home / "log").open("wb") as log,
            subprocess.Popen(
                (*CRISIS, "serve", "--port", str(port)), cwd=PROJECT, env=environ, stdout=log, stderr=log
            ) as server,
        ):
            try:
                wait_until_ready(server, port, "/health/ready")
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()


def sign_in_at_the_provider(page: Page, who: str) -> None:
    """Go from our page to the provider's, and say there who one is."""
    page.get_by_role("link", name="Sign in with your organisation").click()
    page.locator("input[name=sub]").first.fill(who)
    page.locator("input[name=sub]").first.press("Enter")
