"""Funnels: how far people came, what brought them, and how soon dealers answered; numbers only."""
