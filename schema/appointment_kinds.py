"""What appointments are for, and how they and their payments stand, as the API names it."""

from models.appointments.offers import AppointmentKind
from models.appointments.payments import PaymentState
from models.appointments.rows import AppointmentState
from schema.enums import described

__all__ = ["AppointmentKind", "AppointmentState", "PaymentState"]

described(
    AppointmentKind,
    "What one comes to a dealer for.",
    TEST_DRIVE="To drive a car.",
    STORE_VISIT="To look around and to talk.",
)
described(
    AppointmentState,
    "How an appointment stands.",
    AWAITING_PAYMENT="The place is held until `holdUntil`; it is confirmed once it is paid for.",
    CONFIRMED="The dealer expects the member.",
    ARRIVED="The member came.",
    NO_SHOW="The member did not come, as the clock or the dealer's staff say.",
    CANCELLED="It was given up, by the member or the dealer's staff.",
    LAPSED="It was not paid for in time.",
    REFUNDED="It came to nothing, and what was paid is paid back.",
)
described(
    PaymentState,
    "How a payment stands.",
    DUE="Nothing is paid.",
    PAID="It is paid.",
    REFUND_DUE="It is paid, and to be paid back.",
    REFUNDED="It is paid back.",
)
