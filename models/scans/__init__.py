"""Scans: what devices said they saw at the gates, and what is concluded from all of it."""
