"""Floor 2, first half: open a clinic's workbook, find its tables, match its headers, read its values."""
