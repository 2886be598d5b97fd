"""Stand leads: visitors at dealers' stands, as tablets told of them, and the leads that follow."""
