"""What is true, and who may see it: tables, verbs on them, read models, and the doors in access/."""
