"""What is shipped to run it on several machines: parts kept apart, and a proxy that leaves nobody without a number."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import CERT_NONE, PROTOCOL_TLS_CLIENT, SSLContext
from threading import Thread
from typing import Any

import pytest
import yaml

from seed.load import load_services

PROJECT = Path(__file__).parents[2]
DEPLOY = PROJECT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PATIENCE = 60

EACH = pytest.mark.parametrize("name", SERVICES)


# ------------------------------------------------------------------------------------------------ compose.yaml


def test_there_are_two_nodes_a_database_and_a_proxy() -> None:
    assert {"node1", "node2", "database", "proxy"} <= SERVICES.keys()
    apart = {"volumes"}
    one, other = ({k: v for k, v in SERVICES[name].items() if k not in apart} for name in ("node1", "node2"))
    assert one == other
    assert SERVICES["node1"]["volumes"] != SERVICES["node2"]["volumes"]


@EACH
def test_each_part_is_watched_begun_again_and_cannot_take_the_whole_machine(name: str) -> None:
    part = SERVICES[name]
    assert part["healthcheck"]["test"]
    assert part["restart"] == "unless-stopped"
    assert part["read_only"] is True
    assert part["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}
    assert part["logging"]["options"]["max-size"]
    assert part["stop_grace_period"]


@EACH
def test_each_image_is_one_version_and_no_other(name: str) -> None:
    image, _, version = SERVICES[name]["image"].partition(":")
    assert image
    assert version == "local" if "build" in SERVICES[name] else re.match(r"v?\d+\.\d+", version)


@EACH
def test_a_volume_that_is_named_is_there(name: str) -> None:
    named = {volume.split(":")[0] for volume in SERVICES[name].get("volumes", ())}
    for volume in named:
        if volume.startswith("./"):
            assert (PROJECT / volume).is_file()
        else:
            assert volume in COMPOSE["volumes"] or volume.startswith("${")


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["proxy"]
    assert SERVICES["database"]["networks"] == ["back"]
    assert COMPOSE["networks"]["back"]["internal"] is True
    assert "back" not in SERVICES["proxy"]["networks"]


def test_a_node_waits_for_no_database() -> None:
    assert "depends_on" not in SERVICES["node1"]


def test_a_node_is_healthy_when_it_is_ready() -> None:
    assert "/health/ready" in " ".join(SERVICES["node1"]["healthcheck"]["test"])


def test_a_node_has_longer_to_stop_than_the_server_takes() -> None:
    kept = re.search(r"workers_kill_timeout=(\d+)|STOPPED_WITHIN = (\d+)", (PROJECT / "cli" / "serve.py").read_text())
    assert kept
    assert int(SERVICES["node1"]["stop_grace_period"].removesuffix("s")) > int(kept[1] or kept[2])


def test_no_secret_is_in_what_is_committed() -> None:
    example = (PROJECT / "compose.env.example").read_text()
    written = dict(line.split("=", 1) for line in example.splitlines() if line and not line.startswith("#"))
    assert not any(value for name, value in written.items() if "PASSWORD" in name or "SECRET" in name)
    assert "compose.env" in (PROJECT / ".gitignore").read_text()
    taken = set(re.findall(r"\$\{(\w+)", (PROJECT / "compose.yaml").read_text()))
    assert taken <= written.keys()


def test_every_setting_that_is_named_exists() -> None:
    known = set(re.findall(r"`(CRISIS_\w+|PORT)`", (PROJECT / "docs" / "settings.md").read_text()))
    for file in ("compose.yaml", "compose.env.example", "deploy/haproxy.cfg", "Dockerfile", "docs/operations/runbook.md"):
        assert set(re.findall(r"\bCRISIS_[A-Z_]+", (PROJECT / file).read_text())) <= known, file


def test_the_image_carries_what_speaks_to_postgresql() -> None:
    assert "requirements/runtime.lock" in (PROJECT / "Dockerfile").read_text()
    assert re.search(r"^asyncpg==", (PROJECT / "requirements" / "runtime.lock").read_text(), re.MULTILINE)


# ------------------------------------------------------------------------------------------------ the proxy


class Listening(ThreadingHTTPServer):
    """Says nothing of a connection that the proxy lets go of: it does, once it has read whether a node is well."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Go on."""


class Node:
    """What stands behind the proxy: alive until it is stopped, ready as long as it is told so. It answers with its name."""

    def __init__(self, name: str) -> None:
        """Listen at once."""
        self.name, self.ready, self.heard = name, True, list[dict[str, str]]()
        node = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                if not self.path.startswith("/health"):
                    node.heard.append({key.lower(): value for key, value in self.headers.items()})
                self.rfile.read(int(self.headers.get("content-length", "0")))
                self.send_response(503 if self.path == "/health/ready" and not node.ready else 200)
                self.send_header("content-length", str(len(node.name)))
                if self.path == "/sign-in":
                    self.send_header("set-cookie", "__Host-crisis_session=somebody; Secure; Path=/")
                self.end_headers()
                self.wfile.write(node.name.encode())

            do_POST = do_GET  # noqa: N815 (the name that http.server looks for)

            def log_message(self, *_: object) -> None:
                pass

        self.server = Listening(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        """Take no more connections."""
        self.server.shutdown()
        self.server.server_close()


class Site:
    """The proxy before two nodes."""

    def __init__(self, https: int, http: int, nodes: tuple[Node, Node]) -> None:
        """Take its two ports, and the nodes behind it."""
        self.https, self.http, self.nodes = https, http, nodes

    def ask(self, path: str = "/", method: str = "GET", **headers: str) -> tuple[HTTPResponse, str]:
        """Ask on a connection of its own, believing whatever certificate there is."""
        believing = SSLContext(PROTOCOL_TLS_CLIENT)
        believing.check_hostname, believing.verify_mode = False, CERT_NONE
        connection = HTTPSConnection("127.0.0.1", self.https, timeout=PATIENCE, context=believing)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        told = response.read().decode()
        connection.close()
        return response, told

    def answered_by(self) -> set[str]:
        """Say who answers a few requests."""
        return {self.ask("/")[1] for _ in range(4)}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Give the real proxy with its real configuration before two nodes; skipped where there is no HAProxy."""
    haproxy = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
    if haproxy is None or shutil.which("openssl") is None:
        pytest.skip("no HAProxy, or no openssl: tools/debian.sh 'the proxy is tried with them' haproxy openssl")
    with ExitStack() as leaving:
        nodes = Node("node1"), Node("node2")
        for node in nodes:
            leaving.callback(node.stop)
        https, http = free_port(), free_port()
        leaving.enter_context(proxy_running(haproxy, configured(tmp_path, https, http, nodes)))
        opened = Site(https, http, nodes)
        until(lambda: opened.answered_by() == {"node1", "node2"})
        yield opened


def configured(folder: Path, https: int, http: int, nodes: tuple[Node, Node]) -> Path:
    """Write the shipped configuration for this machine's ports, with a certificate that nobody else knows."""
    (folder / "tls").mkdir()
    pem = folder / "tls" / "site.pem"
    key, certificate = folder / "key", folder / "certificate"
    making = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=crisis.example.org")
    subprocess.run((*making, "-keyout", key, "-out", certificate), check=True, capture_output=True)
    pem.write_text(certificate.read_text() + key.read_text())
    (folder / "nobody.html").write_text((DEPLOY / "nobody.html").read_text())
    text = (DEPLOY / "haproxy.cfg").read_text()
    here = {"bind :8443": f"bind 127.0.0.1:{https}", "bind :8080": f"bind 127.0.0.1:{http}"}
    for name, port in (here | {f"{node.name}:8000": f"127.0.0.1:{node.port}" for node in nodes}).items():
        assert name in text
        text = text.replace(name, port)
    written = folder / "haproxy.cfg"
    written.write_text(text)
    return written


@contextmanager
def proxy_running(haproxy: str, configuration: Path) -> Iterator[None]:
    checked = subprocess.run(
        (haproxy, "-c", "-f", configuration), cwd=configuration.parent, check=False, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr
    assert "WARNING" not in checked.stderr
    with (
        (configuration.parent / "log").open("wb") as log,
        subprocess.Popen((haproxy, "-f", configuration), cwd=configuration.parent, stdout=log, stderr=log) as process,
    ):
        try:
            yield
        finally:
            process.terminate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    given_up = time.monotonic() + PATIENCE
    while True:
        try:
            if holds():
                return
        except OSError:
            pass
        assert time.monotonic() < given_up, "it never came to hold"
        time.sleep(0.1)


def test_a_node_that_dies_loses_no_request(site: Site) -> None:
    site.nodes[0].stop()
    answered = [site.ask("/api/v1/answers", "POST")[0].status for _ in range(20)]
    assert set(answered) == {200}


def test_a_node_that_is_not_ready_is_left_alone_and_found_again(site: Site) -> None:
    site.nodes[0].ready = False
    until(lambda: site.answered_by() == {"node2"})
    site.nodes[0].ready = True
    until(lambda: site.answered_by() == {"node1", "node2"})


def test_where_no_node_is_ready_those_that_are_alive_answer(site: Site) -> None:
    for node in site.nodes:
        node.ready = False
    until(lambda: site.ask("/health/ready")[0].status == 503)
    assert site.answered_by() == {"node1", "node2"}


def test_where_no_node_is_alive_it_says_whom_to_ring(site: Site) -> None:
    for node in site.nodes:
        node.stop()
    until(lambda: site.ask()[0].status == 503)
    response, told = site.ask("/136")
    assert response.status == 503
    assert response.headers["content-type"].startswith("text/html")
    assert response.headers["cache-control"] == "no-store"
    assert "999" in told
    assert "Samaritans" in told


def test_the_numbers_that_it_says_then_are_those_of_the_directory() -> None:
    ring = {"999": "999", "nhs111-mh": "111", "samaritans": "116123"}
    held = {service.id: service for service in load_services() if service.id in ring}
    assert re.findall(r'href="tel:(\d+)"', (DEPLOY / "nobody.html").read_text()) == list(ring.values())
    for service_id, number in ring.items():
        assert any(getattr(contact.number, "code", None) == number for contact in held[service_id].contacts), service_id


def test_whoever_is_signed_in_stays_at_the_node_that_knows_them(site: Site) -> None:
    _, node = site.ask("/sign-in")
    assert {site.ask("/", Cookie="__Host-crisis_session=somebody")[1] for _ in range(8)} == {node}
    assert site.answered_by() == {"node1", "node2"}


def test_nobody_else_gets_a_cookie_of_it(site: Site) -> None:
    assert site.ask("/")[0].headers["set-cookie"] is None


def test_what_a_browser_says_of_its_address_is_not_passed_on(site: Site) -> None:
    site.ask("/", X_Forwarded_For="192.0.2.1", X_Forwarded_Proto="http")
    heard = [headers for node in site.nodes for headers in node.heard][-1]
    said = {name: heard[name] for name in ("x-forwarded-for", "x-forwarded-proto")}
    assert said == {"x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "https"}


def test_figures_are_not_for_everybody(site: Site) -> None:
    for spelt in ("/metrics", "/metrics/", "//metrics", "/%6Detrics"):
        assert site.ask(spelt)[0].status == 404


def test_plain_http_leads_to_https(site: Site) -> None:
    connection = HTTPConnection("127.0.0.1", site.http, timeout=PATIENCE)
    connection.request("GET", "/136", headers={"Host": "crisis.example.org"})
    response = connection.getresponse()
    assert (response.status, response.headers["location"]) == (308, "https://crisis.example.org/136")
    connection.close()


def test_its_log_holds_no_address_and_no_path(site: Site, tmp_path: Path) -> None:
    site.ask("/services/secret-of-somebody?place=Corby")
    until(lambda: "proxied" in (tmp_path / "log").read_text())
    told = (tmp_path / "log").read_text()
    assert "secret-of-somebody" not in told
    assert "Corby" not in told
    assert "127.0.0.1" not in told
