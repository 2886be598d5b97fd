"""Lead clocks: by when a lead wants an answer, and who hears of it where none comes."""

from datetime import datetime

from models import business_time
from models.dealers import Dealer


def acknowledge_by(dealer: Dealer, captured_at: datetime) -> datetime:
    """Until when the dealer's staff has to acknowledge a lead, counted in its opening hours."""
    return business_time.after(captured_at, dealer.acknowledge_minutes, dealer.hours, dealer.zone)
