"""The migrations, run by alembic: loaded only where one is missing, as that takes far longer than to see that none is."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from store.errors import DatabaseUnavailable

MIGRATIONS = Path(__file__).with_name("migrations")


def alembic_config(connection: sa.Connection) -> Config:
    """Return alembic's settings for the migrations that are packaged beside this file."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def run_migrations(connection: sa.Connection) -> None:
    """Run the migrations that are missing, inside the connection's transaction."""
    try:
        command.upgrade(alembic_config(connection), "head")
    except CommandError:
        raise DatabaseUnavailable("the database was made by a newer version of this program") from None
