"""The view of an event's door: all that a supervisor has to see, read at one moment."""
