"""Erasing: a person's data is forgotten wherever it lies; what must survive it names nobody."""
