"""Lead imports: ADF that a dealer brings, of whose people only those become leads who agreed."""

from models.lead_imports.rows import LeadImport, LeadImportRow
from models.lead_imports.taking import SaidConsent, bring

__all__ = ["LeadImport", "LeadImportRow", "SaidConsent", "bring"]
