"""The disk: revisions, editions, the decision log and keys. Start reading at home.py."""
