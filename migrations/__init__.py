"""Migrations of the database, applied by `python -m server migrate`."""
