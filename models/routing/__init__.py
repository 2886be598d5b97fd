"""Routing: which dealer a person is proposed, who there gets the lead, and why."""
