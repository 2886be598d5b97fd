"""Wallets: a pass as the wallets of phones take it, where the keys for that are set."""
