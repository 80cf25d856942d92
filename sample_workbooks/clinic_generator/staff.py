"""The people who work at Riverside Counseling Center."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clinician:
    """A member of staff as the workbook writes the name; `supervisor` is set for those under supervision."""

    written: str
    full_name: str
    credential: str
    supervisor: str | None = None


PARK = Clinician("J. Park, LCSW", "Jiwoo Park", "LCSW")
OSEI = Clinician("M. Osei, PhD", "Miriam Osei", "PhD")
DELGADO = Clinician("R. Delgado, LMFT", "Ramón Delgado", "LMFT")
LINDQVIST = Clinician("T. Lindqvist, LPC", "Tove Lindqvist", "LPC")
HADDAD = Clinician("A. Haddad, PsyD", "Amal Haddad", "PsyD")
BRENNAN = Clinician("S. Brennan, LMSW", "Shea Brennan", "LMSW", supervisor=OSEI.written)
ACHTERBERG = Clinician("L. Achterberg, PMHNP", "Lotte Achterberg", "PMHNP")

STAFF = {person.written: person for person in (PARK, OSEI, DELGADO, LINDQVIST, HADDAD, BRENNAN, ACHTERBERG)}
