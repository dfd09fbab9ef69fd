"""The peer of POST /api/v1/answers: a Litestar handler that decodes the same body and gives it back, nothing else."""

from __future__ import annotations

from litestar import Litestar, post
from litestar.params import JSONBody

from routing.context import CallerContext


@post("/echo", status_code=200)
async def echo(data: JSONBody[CallerContext]) -> CallerContext:
    """Give the decoded context back."""
    return data


def create_app() -> Litestar:
    """Make the application: `granian --interface asgi --factory tests.bench.echo:create_app`."""
    return Litestar([echo], openapi_config=None, logging_config=None)
