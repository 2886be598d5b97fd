"""What happens on site, without a network: passes, their pictures, and the judgement of a scan.

Everything here decides purely: no database, no clock, no I/O.
"""
