"""Lead files: what dealers take out of the house, as tables and as ADF."""
