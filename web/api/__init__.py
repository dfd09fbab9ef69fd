"""The HTTP API, version 1: thin doors that decode, call and encode."""
