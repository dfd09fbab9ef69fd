"""The tables' history; alembic runs versions/ in order."""
