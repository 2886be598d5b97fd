"""Copies: what an event's door needs of the house, and no more, taken along by an edge."""
