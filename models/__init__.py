"""What is true, and who may see it: tables, verbs on them, read models, the doors in access/."""
