"""Screens: the pages that the server itself has for people, each asking this server alone."""
