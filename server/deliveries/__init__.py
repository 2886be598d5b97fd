"""Deliveries: what follows from what verbs told the outbox, topic by topic, noun by noun."""
