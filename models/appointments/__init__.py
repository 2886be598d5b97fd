"""Appointments: test drives and visits that a member books with a dealer."""
