"""Points: deeds, the rules that price them, and the append-only ledger in two currencies."""
