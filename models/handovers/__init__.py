"""Handovers: of a community's members, those who agree become a dealer's leads."""
