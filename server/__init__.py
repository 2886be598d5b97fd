"""How it all runs and speaks to the outside world: the app, the worker, mail, the command line."""
