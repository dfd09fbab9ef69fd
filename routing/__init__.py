"""Whom to offer, in what order, and why. Pure. Start reading at router.py."""
