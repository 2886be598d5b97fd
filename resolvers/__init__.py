"""How the API is answered: the root fields, one file per noun."""
