"""SMART by letter: the columns first, the sentence second. Each letter that fails says why in a clinician's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sheet2plan.catalog import Instrument
from sheet2plan.say import say_date, say_number
from sheet2plan.smart.claim import Claim, Fault, Kind
from sheet2plan.smart.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one objective: what keeps it from being SMART, in the order of the letters."""

    claim: Claim
    faults: tuple[Fault, ...]

    @property
    def kind(self) -> Kind:
        """What sort of objective it is."""
        return kind_of(self.claim)

    @property
    def fails(self) -> str:
        """The failing letters: SMT; empty for a SMART objective."""
        return "".join(fault.letter for fault in self.faults)


def judge(claim: Claim) -> Judgement:
    """What keeps an objective from being SMART (rules R34 to R41)."""
    faults = (_specific(claim), _measurable(claim), _achievable(claim), _relevant(claim), _timed(claim))
    return Judgement(claim, tuple(fault for fault in faults if fault is not None))


def kind_of(claim: Claim) -> Kind:
    """Score, count, skill, maintain, attendance; unclear when nothing shows which."""
    amounts = claim.sentence.amounts
    if claim.maintains:
        return Kind.MAINTAIN
    if claim.tool is not None or amounts.rating:
        return Kind.SCORE
    if claim.sentence.attends:
        return Kind.ATTENDANCE
    if amounts.frequency or amounts.rhythm or claim.frequency or (claim.falls and claim.ends is not None):
        return Kind.COUNT
    if amounts.countable or claim.ends is not None:
        return Kind.SKILL
    return Kind.UNCLEAR


# --- S -------------------------------------------------------------------------------------------------------------


def _specific(claim: Claim) -> Fault | None:
    if claim.instrument is not None or (claim.measure and claim.target is not None):
        return None
    sentence, amounts = claim.sentence, claim.sentence.amounts
    if claim.tool is not None or amounts.rating or amounts.countable:
        return None
    if (claim.measure or sentence.scored) and (claim.ends is not None or claim.frequency is not None):
        return None
    if claim.begins is not None and claim.ends is not None:
        return None
    if sentence.abstains or (amounts.rhythm and sentence.does and not _weak(sentence)):
        return None
    if amounts.percent is not None:
        return Fault(
            "S", f"it doesn't say what goes {'down' if claim.falls else 'up'} by {say_number(amounts.percent)}%"
        )
    said = sentence.vague or sentence.loose
    if said:
        return Fault("S", f"“{said}” can be read many ways, and nothing is named that can be seen or counted")
    return Fault("S", "it names no measure and nothing that can be seen or counted")


def _weak(sentence: Sentence) -> bool:
    return sentence.vague is not None or sentence.loose is not None


# --- M -------------------------------------------------------------------------------------------------------------


def _measurable(claim: Claim) -> Fault | None:
    if claim.measure and claim.baseline is not None and claim.target is not None:
        return None
    if _specific(claim) is not None:
        return Fault("M", "there is no number that would show it is reached")
    sentence, amounts = claim.sentence, claim.sentence.amounts
    if sentence.abstains and claim.tool is None:
        return None
    if claim.maintains:
        return None if claim.ends is not None else Fault("M", "the level to keep is not given")
    if claim.tool is not None or amounts.rating:
        return _score_ends(claim)
    if amounts.percent is not None and claim.begins is None and not (claim.ends is not None or amounts.countable):
        return Fault("M", f"{say_number(amounts.percent)}% of what can't be told without a starting value")
    if claim.falls and claim.begins is None and not amounts.ratio and not amounts.share:
        return Fault("M", "how often it happens now is not given, so a reduction can't be shown")
    if claim.ends is not None or amounts.countable or claim.frequency is not None:
        return None
    if sentence.attends and claim.duration_weeks is None and not sentence.deadline.stated:
        return Fault("M", "coming is counted, but not how many times out of how many")
    return None


def _score_ends(claim: Claim) -> Fault | None:
    name = claim.tool.short if claim.tool else "the rating"
    percent = claim.sentence.amounts.percent or claim.sentence.amounts.points
    if claim.begins is None:
        return Fault("M", f"the starting value of {name} is not given")
    if claim.ends is None and not percent:
        return Fault("M", f"the value of {name} to reach is not given")
    return None


# --- A -------------------------------------------------------------------------------------------------------------


def _achievable(claim: Claim) -> Fault | None:
    if claim.sentence.absolute:
        return Fault("A", f"“{claim.sentence.absolute}” leaves no room for a single bad day")
    if claim.instrument is not None and claim.baseline is not None and claim.target is not None:
        return _on_instrument(claim)
    if (
        claim.measure
        and claim.baseline is not None
        and claim.target is not None
        and not claim.sentence.may_be_impossible
    ):
        return _on_instrument(claim)
    return _possible(claim) or _on_instrument(claim) or _plausible(claim)


def _possible(claim: Claim) -> Fault | None:
    amounts = claim.sentence.amounts
    if amounts.ratio and amounts.ratio[0] > amounts.ratio[1]:
        return Fault("A", f"{say_number(amounts.ratio[0])} of {say_number(amounts.ratio[1])} is not possible")
    if amounts.percent is not None and amounts.percent > 100:
        return Fault("A", f"{say_number(amounts.percent)}% is more than all")
    limit = amounts.rating
    if limit:
        high = next((end for end in (claim.begins, claim.ends) if end is not None and end > limit), None)
        if high is not None:
            return Fault("A", f"{say_number(high)} is off the scale of 0 to {limit}")
    return None


def _on_instrument(claim: Claim) -> Fault | None:
    tool = claim.tool
    if tool is None:
        return None
    limits = claim.limits or ((tool.minimum, tool.maximum),)
    ends = [end for end in (claim.begins, claim.ends) if end is not None]
    fitting = [pair for pair in limits if all(pair[0] <= end <= pair[1] for end in ends)]
    if not fitting:
        worst = max(ends, key=lambda end: max(limits[0][0] - end, end - limits[0][1]))
        columns = worst in (claim.baseline, claim.target)
        low, high = limits[0]
        return Fault(
            "A",
            f"{say_number(worst)} is off the scale of {tool.short}, {say_number(low)} to {say_number(high)}",
            columns,
        )
    return _moves(claim, tool, fitting[0])


def _moves(claim: Claim, tool: Instrument, scale: tuple[float, float]) -> Fault | None:
    begins, ends = claim.begins, claim.ends
    if begins is None or ends is None or claim.maintains or tool.direction == "none":
        return None
    columns = claim.baseline is not None and claim.target is not None
    gain = begins - ends if tool.direction == "higher_worse" else ends - begins
    if gain <= 0:
        better = "lower" if tool.direction == "higher_worse" else "higher"
        return Fault(
            "A",
            f"{say_number(begins)} to {say_number(ends)} goes the wrong way: on {tool.short} {better} is better",
            columns,
        )
    needed = tool.change.important or tool.change.reliable
    if needed is not None and gain < needed and gain + _below(claim) < needed:
        return Fault(
            "A",
            f"a change of {say_number(gain)} on {tool.short} is within what happens by chance; "
            f"{say_number(needed)} points mean something",
        )
    return _pace(claim, tool.short, gain, scale[1] - scale[0])


def _below(claim: Claim) -> int:
    """1 when the target itself must be passed: under 10 means 9."""
    return 1 if claim.target is None and claim.sentence.amounts.strict else 0


def _plausible(claim: Claim) -> Fault | None:
    begins, ends, limit = claim.begins, claim.ends, claim.sentence.amounts.rating
    if limit and begins is not None and ends is not None and claim.tool is None:
        return _pace(claim, "the rating", abs(begins - ends), limit)
    return None


def _pace(claim: Claim, name: str, gain: float, span: float) -> Fault | None:
    weeks = _weeks(claim)
    if not weeks or weeks <= 0 or span <= 0 or gain / span / weeks <= claim.fastest_pace:
        return None
    length = f"{say_number(round(weeks, 1))} weeks" if weeks > 1 else "a week or less"
    return Fault("A", f"{say_number(gain)} points on {name} in {length} is faster than is likely")


def _weeks(claim: Claim) -> float | None:
    if claim.due is not None and claim.plan_date is not None:
        return (claim.due - claim.plan_date).days / 7
    if claim.duration_weeks is not None:
        return claim.duration_weeks
    return claim.sentence.deadline.weeks_from(claim.plan_date)


# --- R, T ----------------------------------------------------------------------------------------------------------


def _relevant(claim: Claim) -> Fault | None:
    if not claim.linked:
        return Fault("R", "it hangs on no goal and problem of the client", True)
    tool = claim.tool
    if tool is None or not tool.icd_domains or not claim.domains:
        return None
    if any(_within(code, domain) for code in claim.domains for domain in tool.icd_domains):
        return None
    return Fault("R", f"{tool.short} measures something else than the diagnosis ({', '.join(claim.domains)})")


def _within(code: str, domain: str) -> bool:
    return code.startswith(domain) or domain.startswith(code)


def _timed(claim: Claim) -> Fault | None:
    if claim.due is not None:
        return _after_plan(claim, claim.due, True)
    deadline = claim.sentence.deadline
    if deadline.impossible and not deadline.dates:
        return Fault("T", f"“{deadline.impossible}” is no date that exists")
    if claim.duration_weeks is not None:
        return None
    if deadline.dates:
        return _after_plan(claim, max(deadline.dates), False)
    return None if deadline.stated else Fault("T", "it doesn't say by when")


def _after_plan(claim: Claim, day: date, by_columns: bool) -> Fault | None:
    if claim.plan_date is None or day > claim.plan_date:
        return None
    return Fault("T", f"{say_date(day)} is not after the plan's date, {say_date(claim.plan_date)}", by_columns)
