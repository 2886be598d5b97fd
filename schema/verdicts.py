"""Verdicts at the door as the API has them."""

from schema.enums import described
from venues.verdicts import Verdict

__all__ = ["Verdict"]

described(
    Verdict,
    "What is said of a scan at the door.",
    ADMITTED="The pass opens the door, for the first time.",
    READMITTED="It opens the door again: after an exit, on another day, or of another hall.",
    ALREADY_ADMITTED="The seat was admitted before; `checkedInAt` and `gate` say when and where.",
    LEFT="The person goes out.",
    CANCELLED="The seat was given up before the scan.",
    REPLACED="The pass was re-issued; this is its old form.",
    WRONG_EVENT="A genuine pass, for another event.",
    FORGED="Not a pass that we signed.",
    EXPIRED="The pass, or the tablet's own duty, was over or had not begun.",
    NOT_OPEN="A good pass, before the doors open or after they close.",
    UNKNOWN="A genuine pass of a seat that is not known.",
)
