"""Lead exports: a dealer's leads as a file, made by the worker, and kept for a day."""

from models.lead_exports.keeping import drop_expired, forget_of
from models.lead_exports.rows import ExportFormat, ExportState, LeadExport

__all__ = ["ExportFormat", "ExportState", "LeadExport", "drop_expired", "forget_of"]
