"""The pages of those who keep the directory true: what is due, entries, changes, import, reports, figures."""
