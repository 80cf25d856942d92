"""What payers and programs ask beyond the guide. A profile not verified at its source is off until it is named."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, TypeAdapter

from sheet2plan.catalog.files import Entry, read_folder
from sheet2plan.findings import Severity


class ReviewRule(Entry):
    """How often the plan is reviewed. With `sessions`, `take` tells whether the longer or the shorter of both counts.

    `first_days` is the first review, counted from the plan's date, where it comes sooner than the others.
    """

    days: int | None = None
    sessions: int | None = None
    take: Literal["longer", "shorter"] = "longer"
    first_days: int | None = None


class InitialPlan(Entry):
    """By when the first plan stands, counted from the intake or the first assessment."""

    days: int
    counted_from: Literal["intake", "assessment"] = "intake"
    business_days: bool = False


class Signatures(Entry):
    """Who signs. `credentials` lists letters of which the clinician or a prescriber has one."""

    credentials: tuple[str, ...] = ()


class Profile(Entry):
    """One payer's or program's rules. `matches` are words of the payer or program column that choose it by themselves.

    `severities` soften or sharpen findings for clients under the profile.
    """

    key: str
    title: str
    source: str
    verified: bool
    note: str = ""
    matches: tuple[str, ...] = ()
    review: ReviewRule | None = None
    review_under_18: ReviewRule | None = None
    initial_plan: InitialPlan | None = None
    signatures: Signatures = Signatures()
    needs_client_view: bool = False
    needs_two_scores: bool = False
    needs_medication_consent: bool = False
    severities: dict[str, Severity] = Field(default_factory=dict)

    def review_rule(self, minor: bool) -> ReviewRule | None:
        """The review rule for the client's age."""
        return self.review_under_18 if minor and self.review_under_18 else self.review


def read_profiles() -> tuple[Profile, ...]:
    """Every profile of the folder profiles/, in order of file name."""
    return read_folder(TypeAdapter(Profile), "profiles")
