"""A dealer's lead feed: numbered without a gap, read from any place, live or late."""
