"""The data that ships, every fact with its source; load.py refuses what it cannot prove."""
