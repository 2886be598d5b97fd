"""Sales: which steps of leads are orders at a moment."""

STANDS = """
    NOT EXISTS (SELECT 1 FROM lead_moves b
                WHERE b.lead_id = m.lead_id AND b.from_state = 'WON' AND b.at <= $3)
"""
"""That a lead which the step `m` won was not taken back by the moment $3."""
