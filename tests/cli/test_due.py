"""`crisis due`: printed, as JSON, and sent through a real server for e-mail on this machine."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import pytest

from cli.mail import read_mail_settings
from tests.cli.conftest import Run


class Postbox(socketserver.ThreadingTCPServer):
    """A server that takes e-mail as RFC 5321 says, and keeps it; without STARTTLS, as one behind a trusted wire."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        """Listen on a free port of this machine."""
        super().__init__(("127.0.0.1", 0), Clerk)
        self.taken: list[tuple[str, bytes]] = []


class Clerk(socketserver.StreamRequestHandler):
    """Talks to one sender."""

    server: Postbox

    def handle(self) -> None:
        """Take messages until the sender leaves."""
        self.say("220 ready")
        address = ""
        while line := self.rfile.readline():
            word = line.split(None, 1)[0].upper()
            if word == b"RCPT":
                address = line.partition(b"<")[2].partition(b">")[0].decode()
            if word == b"DATA":
                self.say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.taken.append((address, b"".join(lines)))
            refused = address.startswith("refused") and word == b"RCPT"
            self.say(
                {b"EHLO": "250 here", b"QUIT": "221 bye"}.get(word, "550 refused@example.nhs.uk?" if refused else "250 ok")
            )

    def say(self, words: str) -> None:
        """Answer one line."""
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with Postbox() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def environment(postbox: Postbox) -> dict[str, str]:
    host, port = cast("tuple[str, int]", postbox.server_address)
    return {
        "CRISIS_SMTP_HOST": host,
        "CRISIS_SMTP_PORT": str(port),
        "CRISIS_SMTP_FROM": "directory@example.nhs.uk",
        "CRISIS_SMTP_STARTTLS": "0",
    }


def read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


def test_it_prints_what_is_due_and_no_number(run: Run) -> None:
    printed = run("due")
    assert printed.exit_code == 0
    assert "overdue" in printed.stdout.splitlines()[0]
    for said in ("By area", "To be checked, in this order", "Contradictions"):
        assert f"\n{said}\n" in printed.stdout
    assert "0800" not in printed.stdout
    assert "116 123" not in printed.stdout


def test_as_json_with_figures_narrowed_to_what_somebody_keeps(run: Run) -> None:
    every = json.loads(run("due", "--json").stdout)
    mine = json.loads(run("due", "--area", "council:E06000061", "--area", "council:E06000062", "--json").stdout)
    assert 0 < mine["figures"]["overdue"] < every["figures"]["overdue"]
    assert {one["area"] for one in mine["by_area"]} == {"council:E06000061", "council:E06000062"}
    assert run("due", "--area", "council:marker").exit_code == 2


def test_each_recipient_is_sent_the_part_that_they_keep(
    run: Run, home: Path, postbox: Postbox, environment: dict[str, str]
) -> None:
    (home / "recipients.toml").write_text(
        '[[recipient]]\naddress = "all@example.nhs.uk"\n\n'
        '[[recipient]]\naddress = "corby@example.nhs.uk"\nareas = ["council:E06000061", "council:E06000062"]\n'
    )
    sent = run("due", "--send", environment=environment)
    assert (sent.exit_code, sent.stdout) == (0, "")
    assert "2 messages sent" in sent.stderr
    by_address = {address: read(raw) for address, raw in postbox.taken}
    assert sorted(by_address) == ["all@example.nhs.uk", "corby@example.nhs.uk"]
    every, corby = (by_address[one].get_content() for one in sorted(by_address))
    assert len(corby) < len(every)
    assert "Northamptonshire" in corby
    assert "Dorset" not in corby
    message = by_address["all@example.nhs.uk"]
    assert (message["From"], message["Auto-Submitted"]) == ("directory@example.nhs.uk", "auto-generated")
    assert "corby@" not in message.as_string()
    assert not any(digits in message.as_string() for digits in ("0800", "01604", "01632"))


def test_to_one_address_without_a_file_of_recipients(run: Run, postbox: Postbox, environment: dict[str, str]) -> None:
    sent = run("due", "--send", "--to", "one@example.nhs.uk", "--json", environment=environment)
    assert json.loads(sent.stdout)["sent"] == 1
    assert [address for address, _ in postbox.taken] == ["one@example.nhs.uk"]


def test_a_server_that_takes_nothing_is_said_and_its_words_are_not_repeated(run: Run, environment: dict[str, str]) -> None:
    sent = run("due", "--send", "--to", "refused@example.nhs.uk", environment=environment)
    assert (sent.exit_code, "refused@" in sent.stderr) == (4, False)
    nobody = run("due", "--send", "--to", "one@example.nhs.uk", environment=environment | {"CRISIS_SMTP_PORT": "1"})
    assert nobody.exit_code == 4


def test_without_starttls_nothing_is_sent_unless_that_was_switched_off(
    run: Run, postbox: Postbox, environment: dict[str, str]
) -> None:
    sent = run("due", "--send", "--to", "one@example.nhs.uk", environment=environment | {"CRISIS_SMTP_STARTTLS": "1"})
    assert (sent.exit_code, postbox.taken) == (4, [])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CRISIS_SMTP_HOST", ""),
        ("CRISIS_SMTP_FROM", "marker"),
        ("CRISIS_SMTP_PORT", "marker"),
        ("CRISIS_SMTP_PORT", "70000"),
        ("CRISIS_SMTP_STARTTLS", "marker"),
        ("CRISIS_SMTP_PASSWORD", "marker"),
        ("CRISIS_SMTP_USER", "marker"),
    ],
)
def test_a_setting_that_cannot_be_is_named_and_not_repeated(
    run: Run, environment: dict[str, str], name: str, value: str
) -> None:
    stopped = run("due", "--send", "--to", "one@example.nhs.uk", environment=environment | {name: value})
    assert stopped.exit_code == 2
    assert "CRISIS_SMTP_" in stopped.stderr
    assert "marker" not in stopped.stderr


def test_a_user_and_a_password_go_together_over_starttls() -> None:
    read_settings = read_mail_settings(
        {"CRISIS_SMTP_HOST": "mail", "CRISIS_SMTP_FROM": "a@b.uk", "CRISIS_SMTP_USER": "u", "CRISIS_SMTP_PASSWORD": "p"}
    )
    assert (read_settings.port, read_settings.is_encrypted, read_settings.user) == (587, True, "u")


@pytest.mark.parametrize(
    "file",
    [None, "recipient", "[[recipient]]\nname = 'marker'", "[[recipient]]\naddress = 'marker'", "[[recipient]]\naddress = 1"],
)
def test_recipients_that_cannot_be_read_are_refused_and_not_repeated(
    run: Run, home: Path, environment: dict[str, str], file: str | None
) -> None:
    if file is not None:
        (home / "recipients.toml").write_text(file)
    stopped = run("due", "--send", environment=environment)
    assert stopped.exit_code == 2
    assert "recipients.toml" in stopped.stderr
    assert "marker" not in stopped.stderr


def test_to_is_refused_without_send_and_where_it_is_no_address(run: Run, environment: dict[str, str]) -> None:
    assert run("due", "--to", "one@example.nhs.uk").exit_code == 2
    assert run("due", "--send", "--to", "a@b\nBcc: all@example.nhs.uk", environment=environment).exit_code == 2


def test_check_names_contradictions_and_counts_what_is_overdue(run: Run) -> None:
    lines = json.loads(run("check", "--json").stdout)["lines"]
    told = [line for line in lines if line["what"] == "contradiction"]
    assert len(told) == 8
    assert {line["mark"] for line in told} == {"!"}
    assert any(line["what"] == "dates of checking" and "to be checked again" in line["seen"] for line in lines)
