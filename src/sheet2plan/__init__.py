"""sheet2plan: a clinic's workbook in; treatment plans, payer forms and a summary of what needs attention out."""

__version__ = "0.1.0"
