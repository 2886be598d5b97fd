"""Prospects: what ADF says of a lead, in whose name, and which car stands for none."""

from dataclasses import dataclass
from uuid import UUID

from models import lead_sheets
from models.adf import writing
from models.adf.rows import Person, Prospect, Vehicle, Vendor
from models.lead_sheets import LeadSheet
from schema import nodes

_EVENT = {"en": "Event", "zh": "活动"}


@dataclass(frozen=True, slots=True)
class Issuer:
    """The brand, whose ids these are, and the name of its model that stands for an open choice."""

    brand: str
    any_model: str

    @staticmethod
    def named(lead_id: UUID) -> str:
        """The id of a lead, as everybody outside knows it."""
        return nodes.encode("Lead", lead_id)

    async def document(self, sheet: LeadSheet, language: str, *, is_resend: bool) -> bytes:
        """A document of one lead."""
        questions = await lead_sheets.questions_of([sheet])
        part = self._part(sheet, questions, language, is_resend=is_resend)
        return writing.HEAD + part + writing.TAIL

    async def parts(self, sheets: list[LeadSheet], language: str) -> bytes:
        """Some prospects of a document; those that the dealer's system was sent come again."""
        questions = await lead_sheets.questions_of(sheets)
        return b"".join(
            self._part(sheet, questions, language, is_resend=sheet.is_sent) for sheet in sheets
        )

    def _part(
        self,
        sheet: LeadSheet,
        questions: dict[str, dict[str, str]],
        language: str,
        *,
        is_resend: bool,
    ) -> bytes:
        told = [*lead_sheets.answered(sheet, questions, language)]
        if sheet.event_title:
            told.insert(0, (_EVENT[language], sheet.event_title))
        year = str(sheet.captured_at.year)
        prospect = Prospect(
            id=self.named(sheet.id),
            source=self.brand,
            is_resend=is_resend,
            requested_at=sheet.captured_at,
            vehicle=Vehicle(year, self.brand, sheet.model) if sheet.model else None,
            customer=Person(sheet.name, sheet.email, sheet.phone),
            comments="\n".join(f"{what}: {said}" for what, said in told),
            vendor=Vendor(
                nodes.encode("Dealer", sheet.dealer_id), sheet.dealer_name, sheet.dealer_phone
            ),
            provider=self.brand,
        )
        return writing.part(prospect, Vehicle(year, self.brand, self.any_model))
