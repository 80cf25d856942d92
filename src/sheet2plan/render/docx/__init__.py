"""Word templates: checked and prepared once by `compile_template`, filled for each client by `WordTemplate.render`."""

from sheet2plan.render.docx.shapes import TemplateField, template_fields
from sheet2plan.render.docx.template import WordTemplate, compile_template

__all__ = ["TemplateField", "WordTemplate", "compile_template", "template_fields"]
