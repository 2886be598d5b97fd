"""Webhook deliveries: what each endpoint is sent, in which order, and what came of it."""
