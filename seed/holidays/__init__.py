"""Bank holidays as rows of data, and the script that made them."""
