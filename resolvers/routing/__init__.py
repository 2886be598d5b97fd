"""Routing: who gets a lead is asked and explained here, and its rules are laid down."""
