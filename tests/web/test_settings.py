"""Settings are read from the environment, refused by name where they cannot be used, and all written down."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from directory.reader import Role
from web.settings import COLLECTOR, ProviderSettings, Settings, SettingsRejected, read_settings

PROJECT = Path(__file__).parents[2]
ROOMS = ("directory", "routing", "seed", "store", "web", "cli")
PROVIDER = {
    "CRISIS_PUBLIC_URL": "https://crisis.example.org/",
    "CRISIS_OIDC_ISSUER": "https://id.example.org/realm",
    "CRISIS_OIDC_CLIENT_ID": "crisis",
    "CRISIS_OIDC_ROLES": "Crisis Police=police, a=b=curator",
}


def test_nothing_set_is_a_server_without_sign_in() -> None:
    assert read_settings({}) == Settings()
    assert read_settings({"CRISIS_OIDC_ISSUER": "", "CRISIS_PUBLIC_URL": ""}) == Settings()


def test_a_provider_is_read_with_its_roles_in_their_order() -> None:
    read = read_settings(
        PROVIDER | {"CRISIS_OIDC_ROLES_CLAIM": "realm_access.roles", "CRISIS_TRUSTED_PROXIES": "10.0.0.0/8, ::1"}
    )
    assert read.public_url == "https://crisis.example.org"
    assert len(read.trusted_proxies) == 2
    assert read.provider == ProviderSettings(
        issuer="https://id.example.org/realm",
        client_id="crisis",
        roles=(("Crisis Police", Role.POLICE), ("a=b", Role.CURATOR)),
        roles_claim="realm_access.roles",
    )


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CRISIS_PUBLIC_URL", ""),
        ("CRISIS_PUBLIC_URL", "crisis.example.org"),
        ("CRISIS_PUBLIC_URL", "https://crisis.example.org/path"),
        ("CRISIS_PUBLIC_URL", "javascript:marker"),
        ("CRISIS_PUBLIC_URL", "https://[marker"),
        ("CRISIS_OIDC_ISSUER", ""),
        ("CRISIS_OIDC_ISSUER", "http://id.example.org"),
        ("CRISIS_OIDC_ISSUER", "https://[marker"),
        ("CRISIS_OIDC_CLIENT_ID", ""),
        ("CRISIS_OIDC_ROLES", ""),
        ("CRISIS_OIDC_ROLES", "marker"),
        ("CRISIS_OIDC_ROLES", "x=marker"),
        ("CRISIS_OIDC_ROLES", "=police"),
        ("CRISIS_OIDC_ROLES", "x=operator"),
        ("CRISIS_OIDC_ROLES", "x=public"),
        ("CRISIS_TRUSTED_PROXIES", "marker"),
        ("CRISIS_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("CRISIS_REQUESTS_PER_SECOND", "0"),
        ("CRISIS_REQUESTS_PER_SECOND", "marker"),
        ("CRISIS_BODY_SECONDS", "-1"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "marker"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://[marker"),
        ("PROMETHEUS_MULTIPROC_DIR", "marker/there/is/none"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_not_repeated(variable: str, value: str) -> None:
    with pytest.raises(SettingsRejected) as fault:
        read_settings(PROVIDER | {variable: value})
    assert str(fault.value).startswith(f"{variable}: expected ")
    assert "marker" not in str(fault.value)


def test_spans_are_sent_where_a_collector_is_named() -> None:
    assert read_settings({COLLECTOR: "http://127.0.0.1:4318"}).tracing
    assert not read_settings({COLLECTOR: ""}).tracing


def test_a_collector_without_what_sends_spans_to_it_is_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)  # as where the extra was left out
    monkeypatch.delitem(sys.modules, "opentelemetry.sdk", raising=False)
    with pytest.raises(SettingsRejected, match=r"crisis-care-directory\[otel\]"):
        read_settings({COLLECTOR: "http://127.0.0.1:4318"})


def named_in(text: str) -> set[str]:
    found = set(re.findall(r"\b(?:CRISIS|OTEL|PROMETHEUS)_[A-Z_]*[A-Z]\b|\"PORT\"|`PORT`", text))
    return {name.strip('`"') for name in found} - {"CRISIS_OIDC"}


def test_every_variable_that_is_read_is_written_down_and_every_one_written_down_is_read() -> None:
    sources = [file.read_text() for room in ROOMS for file in (PROJECT / room).rglob("*.py")]
    claims = {
        f"CRISIS_OIDC_{field.upper()}"
        for field in ("scopes", "roles_claim", "areas_claim", "organizations_claim", "name_claim")
    }
    table = [line for line in (PROJECT / "docs" / "settings.md").read_text().splitlines() if line.startswith("| `")]
    written = set().union(*(named_in(line.split("|")[1]) for line in table))
    assert written == set().union(*map(named_in, sources)) | claims
