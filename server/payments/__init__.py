"""Payments: who takes them, where they are taken, and what is heard of them."""
