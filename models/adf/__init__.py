"""ADF 1.0, the auto-lead data format that dealers' systems read: written, read, and checked.

Pure: it knows no table, no network, and of the house no more than its texts and refusals.
"""
