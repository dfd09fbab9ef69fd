"""The `crisis` command. It reads the clock and the environment and passes them on; start reading at main.py."""
