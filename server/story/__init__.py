"""The story: a made-up brand and its people, so that a fresh Paddock is a place and not a form."""
