"""Sends bodies to a path as fast as it answers, and counts: with wrk where it is installed, else with a client of our own."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import time
from itertools import cycle
from pathlib import Path

CONNECTIONS = 16
SCRIPT = """\
local bodies = {%s}
local sent = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
request = function()
  sent = sent %% #bodies + 1
  return wrk.format(nil, nil, nil, bodies[sent])
end
"""


def loader_name() -> str:
    """Name the program that makes the load."""
    return "wrk" if shutil.which("wrk") else "a client in Python, which may itself be what limits"


def requests_a_second(port: int, path: str, bodies: tuple[bytes, ...], seconds: int, folder: Path) -> float:
    """Load the path for so many seconds over some connections; anything but 200 for one of the bodies is an error."""
    if shutil.which("wrk"):
        return by_wrk(port, path, bodies, seconds, folder)
    return asyncio.run(by_our_client(port, path, bodies, seconds))


def by_wrk(port: int, path: str, bodies: tuple[bytes, ...], seconds: int, folder: Path) -> float:
    """Load with wrk."""
    script = folder / "bodies.lua"
    script.write_text(SCRIPT % ",".join(f"[==[{body.decode()}]==]" for body in bodies), encoding="utf-8")
    address = f"http://127.0.0.1:{port}{path}"
    command = ("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), address)
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if rate is None or "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"not every request was answered: {said}")
    return float(rate[1])


async def by_our_client(port: int, path: str, bodies: tuple[bytes, ...], seconds: int) -> float:
    """Load with connections that each wait for their answer before they ask again."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
    requests = cycle([f"{head}{len(body)}\r\n\r\n".encode() + body for body in bodies])
    until = time.perf_counter() + seconds

    async def ask_on() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        answered = 0
        while time.perf_counter() < until:
            writer.write(next(requests))
            answer = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", answer, re.IGNORECASE)
            if not answer.startswith(b"HTTP/1.1 200") or length is None:
                raise RuntimeError("not every request was answered")
            await reader.readexactly(int(length[1]))
            answered += 1
        writer.close()
        return answered

    return sum(await asyncio.gather(*(ask_on() for _ in range(CONNECTIONS)))) / seconds
