"""Compiled PDF forms: compile once, fill many."""

from sheet2plan.render.pdf.fields import FieldKind, FormField, form_fields
from sheet2plan.render.pdf.form import FilledForm, PdfForm, compile_form
from sheet2plan.render.pdf.packets import packet_form

__all__ = ["FieldKind", "FilledForm", "FormField", "PdfForm", "compile_form", "form_fields", "packet_form"]
