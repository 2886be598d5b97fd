"""Pictures: read and made clean, kept in a store, and recorded as somebody's upload."""
