"""Webhooks on their way out: what they say, how they are signed, and how they get there."""
