"""Numbered feeds: verbs insert changes, and one relay numbers what is committed, gaplessly."""
