"""Referrals: members bring friends, and are rewarded for how far these come."""
