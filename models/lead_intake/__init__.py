"""Intake: the one way by which a person becomes a dealer's lead, or a touch of the one they are."""

from models.lead_intake.enquiries import Attendance, Enquiry
from models.lead_intake.taking import Taken, capture, take

__all__ = ["Attendance", "Enquiry", "Taken", "capture", "take"]
