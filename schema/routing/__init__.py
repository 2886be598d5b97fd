"""Routing as the API shows it."""
