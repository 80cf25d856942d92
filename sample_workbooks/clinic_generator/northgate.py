# ruff: noqa: E501 - a told sentence stays on one line, where it can be read and searched
"""The clients of Northgate Family Services, told as briefly as that clinic tells them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

KIM_A, DANA, KIM_T = "Kim Adler, LCSW", "Dana Whitcomb, LMFT", "Kim Tran, LPC"

OBJECTIVE_STATUS = ("in progress", "In Progress", "not started")

CLOSED = ("0060",)


@dataclass(frozen=True, slots=True)
class Step:
    """An objective."""

    text: str
    measure: str
    baseline: float
    target: float
    unit: str
    way: Literal["decrease", "increase"]
    due: date


@dataclass(frozen=True, slots=True)
class Case:
    """One Northgate client before anything was spoiled."""

    id: str
    last: str
    first: str
    dob: date
    sex: str
    phone: str
    status: str
    intake: date
    staff: str
    payer: str
    member: str
    seen: date
    next: date
    code: str
    dx: str
    evidence: str
    complaint: str
    history: str
    danger: str
    strength: str
    impairment: str
    meds: str
    problem: str
    level: str
    goal: str
    words: str
    domain: str
    steps: tuple[Step, ...]
    approach: str
    does: str
    why: str
    measure: str
    scores: tuple[int, ...]
    review: str
    summary: str
    function: str
    says: str
    notes: tuple[tuple[str, str], ...]
    contact: str
    relation: str
    done: str
    after: str
    input: str
    hope: str


def _score(measure: str, baseline: float, target: float, due: date) -> Step:
    return Step(
        f"{measure} from {baseline:g} to {target:g} by {due.month}/{due.day}/{due.year}",
        measure,
        baseline,
        target,
        "score",
        "decrease",
        due,
    )


def _count(text: str, measure: str, baseline: float, target: float, unit: str, due: date) -> Step:
    way: Literal["decrease", "increase"] = "increase" if target > baseline else "decrease"
    return Step(
        f"{text}, from {baseline:g} to {target:g}, by {due.month}/{due.day}/{due.year}",
        measure,
        baseline,
        target,
        unit,
        way,
        due,
    )


JAN, FEB, MAR = date(2027, 1, 29), date(2027, 2, 26), date(2027, 3, 19)

CASES: tuple[Case, ...] = (
    Case("0007", "Hollis", "Grace", date(1979, 3, 14), "F", "555-0107", "Active", date(2026, 1, 20), KIM_A, "Medicaid", "MC-0071", date(2026, 11, 16), date(2026, 11, 30), "F33.1", "Major depressive disorder, recurrent, moderate", "low mood, no energy, poor sleep since Oct, PHQ-9 19", "Crying at the register, sleeps 4 hrs", "Second episode, divorced 2022, two teens", "none known, no guns", "funny, reliable, sister nearby", "calls off work weekly", "sertraline 50", "Depressed mood", "moderate", "Back to herself at work and home", "I want my jokes back", "symptom", (_score("PHQ-9", 19, 9, JAN), _count("Work full shifts per week", "full shifts per week", 3, 5, "shifts", FEB)), "CBT", "challenge guilt about the divorce, plan one fun thing a week", "guilt feeds the depression", "PHQ-9", (19, 19, 14), "added shift goal", "sleeping 6 hrs, less crying", "3 full weeks at work", "getting there", (("thought record on guilt", "found one kinder thought"), ("planned bowling w/ sister", "went, laughed")), "Joy Hollis", "sister", "PHQ-9 under 6 x2", "PCP for meds", "wants jokes back, evening appts", "good"),
    Case("0009", "Mburu", "Daniel", date(1987, 4, 9), "M", "555-0109", "Active", date(2026, 1, 12), KIM_A, "Summit PPO", "SP-0091", date(2026, 11, 17), date(2026, 12, 1), "F41.1", "Generalized anxiety disorder", "worry all day 8+ months, tense, restless, GAD-7 15", "Worries about money and his plant job nonstop", "From Nakuru, married, 3 kids, first tx", "none", "prays, saves, good dad", "redoes work, snaps at kids", "none", "Constant worry", "moderate", "Worry down to a size he can carry", "let me sleep on payday", "symptom", (_score("GAD-7", 15, 7, JAN),), "CBT", "worry period at 7pm, budget worksheet w/ wife", "worry w/out limits is the GAD", "GAD-7", (15, 14, 11), "worry time moved to 7", "GAD down 4", "plays w/ kids on Sat", "I like the 7 o'clock rule", (("worry period practice", "held off till 7 on 4 days"), ("budget w/ wife", "both calmer")), "Mary Mburu", "wife", "GAD-7 under 6", "church men's group", "asked for his wife to join", "good"),
    Case("0012", "Fuentes", "Alma", date(1990, 4, 9), "F", "555-0112", "Active", date(2026, 2, 16), KIM_T, "Medicaid", "MC-0120", date(2026, 11, 18), date(2026, 11, 25), "F43.12", "Post-traumatic stress disorder, chronic", "assault 2021, nightmares, avoids parking lots, PCL-5 49", "Nightmares, can't park underground", "Warehouse lead, lives w/ aunt", "cut arm 2021, none since; passive SI past", "strong, protective of cousin", "walks 40 min to avoid garage", "prazosin 1mg", "Trauma memories", "severe", "Sleep and park like before", "park on P2 and not run", "function", (_score("PCL-5", 49, 30, MAR), _count("Park in garage per week", "garage parkings per week", 0, 3, "times", FEB)), "EMDR", "process stairwell memory, drill grounding", "unprocessed memory keeps PTSD going", "PCL-5", (49, 47, 41), "second target added", "2 nightmares a wk from 5", "drove to P1 with aunt", "it's smaller now", (("EMDR on stairwell", "7 to 3"), ("garage visit P1", "stayed 6 min")), "Bea Fuentes", "aunt", "PCL-5 under 30", "survivor group", "chose where to start", "fair"),
    Case("0015", "Osgood", "Neil", date(1974, 11, 30), "M", "555-0115", "Active", date(2026, 1, 5), DANA, "Summit PPO", "SP-0155", date(2026, 11, 12), date(2026, 11, 26), "F32.1", "Major depressive disorder, single episode, moderate", "flat 3 months after heart attack, no interest, PHQ-9 16", "Gave up woodshop after MI", "Stent in Oct 2025, wife Lou", "none", "skilled hands, stubborn", "sits in garage, no rehab visits", "metoprolol, citalopram 20", "No interest since MI", "moderate", "Back in the shop and at rehab", "make the crib for my grandson", "function", (_score("PHQ-9", 16, 7, JAN), _count("Cardiac rehab visits per week", "rehab visits per week", 0, 3, "visits", FEB)), "Behavioral activation", "15 min in shop after breakfast, log mood", "doing less keeps depression going", "PHQ-9", (16, 12, 9), "crib drawn up", "mood 6 of 10", "rehab twice a week", "sawdust helps", (("shop timer 15 min", "stayed 40"), ("crib plan", "cut two rails")), "Lou Osgood", "wife", "PHQ-9 under 5", "rehab alumni walk", "wants wife told scores", "good"),
    Case("0019", "Rollins", "Tamika", date(1990, 3, 8), "F", "555-0119", "Active", date(2026, 3, 3), DANA, "Medicaid", "MC-0190", date(2026, 11, 9), date(2026, 11, 23), "F32.1", "Major depressive disorder, single episode, moderate", "down since layoff, hopeless, PHQ-9 17", "Laid off from daycare, can't get up", "Single mom of Zuri, 5", "low, no plan", "great with kids, sings", "Zuri late to K 3x a wk", "none", "Low mood after layoff", "moderate", "Up and out with Zuri each morning", "braids done by 7:30", "function", (_score("PHQ-9", 17, 8, FEB),), "Behavioral activation", "morning chart w/ Zuri, one application a day", "bed all day feeds depression", "PHQ-9", (17, 16, 12), "chart has stickers for both", "late once in 3 wks", "two interviews", "Zuri bosses me", (("sticker chart", "4 of 5 mornings"), ("mock interview", "strong answers")), "Gloria Rollins", "mother", "PHQ-9 under 8 and working", "WIC office, mom group", "wants Zuri in the room once", "good"),
    Case("0022", "Sandquist", "Peter", date(1991, 2, 28), "M", "555-0122", "Active", date(2026, 3, 30), DANA, "Medicaid", "MC-0221", date(2026, 9, 1), date(2026, 12, 1), "F10.20", "Alcohol dependence, uncomplicated", "12 beers/day, shakes, DUI", "DUI in Feb, court says come", "Roofer, brother sober", "drives after drinking", "strong back, honest", "license gone, rides w/ brother", "none", "Drinking", "severe", "Dry and driving legal", "get my truck back", "symptom", (_count("Dry days a month", "dry days per month", 2, 26, "days", MAR),), "Relapse prevention", "plan Fri payday hour by hour", "payday is the cue for drinking", "AUDIT", (27, 25), "court letter sent", "14 dry days", "back on crew", "whatever works", (("chain of last slip", "payday, then Ron's"), ("payday plan", "went home first")), "Ron S.", "brother", "26 dry days x3 mo", "AA Tues/Thurs", "came for court", "guarded"),
    Case("0027", "Beaumont", "Celeste", date(1979, 11, 23), "F", "555-0127", "Active", date(2026, 4, 6), KIM_A, "Summit PPO", "SP-0270", date(2026, 11, 10), date(2026, 11, 24), "F33.0", "Major depressive disorder, recurrent, mild", "tired, sad in spells, PHQ-9 14", "Sad in spells since son moved out", "Third time in therapy", "none", "gardener, keeps friends", "skips choir", "bupropion 150", "Sad spells", "mild", "Steady mood and choir", "sing at Easter", "symptom", (_score("PHQ-9", 14, 6, JAN),), "Interpersonal therapy", "letters to son, new role at church", "role change set off this spell", "PHQ-9", (14, 12, 9), "choir added", "mood steadier", "2 rehearsals", "he wrote back", (("letter draft", "kept it short"), ("choir seat", "went")), "Andre Beaumont", "son", "PHQ-9 under 6", "yearly visit", "no calls to her mom", "good"),
    Case("0031", "Lopez", "Maria", date(1985, 6, 18), "F", "555-0131", "Active", date(2025, 11, 24), KIM_T, "Medicaid", "MC-0312", date(2026, 11, 19), date(2026, 12, 3), "F33.1", "Major depressive disorder, recurrent, moderate", "cries, no appetite, PHQ-9 18", "Cries since her mom died", "Baker, nights, husband Teo", "none", "faith, cousins", "burned two batches", "escitalopram 10", "Low mood after loss", "moderate", "Enjoy baking again", "hum while I knead", "symptom", (_score("PHQ-9", 18, 8, JAN),), "Interpersonal therapy", "tell stories of her mother, visit grave w/ Teo", "unspoken grief drives the depression", "PHQ-9", (18, 15, 11), "grave visit done", "appetite back", "no burned batches", "I hummed", (("story of the kitchen", "cried, smiled"), ("grave visit plan", "went w/ Teo")), "Teo Lopez", "husband", "PHQ-9 under 7", "parish grief circle", "Teo joins once a month", "good"),
    Case("0033", "Tolliver", "Ray Jr", date(1968, 5, 2), "M", "555-0133", "Active", date(2026, 5, 11), KIM_A, "Medicaid", "MC-3301", date(2026, 11, 16), date(2026, 11, 30), "F43.12", "Post-traumatic stress disorder, chronic", "Gulf War, startle, no crowds, nightmares", "Wife says sleep in the truck or get help", "Vet, trucker, 2nd marriage", "passive SI in 2020; guns at brother's", "loyal, dogs", "no stores, truck nights", "trazodone 100", "Startle and nightmares", "severe", "Sleep in the bed, shop w/ wife", "walk the aisle like a man", "function", (_score("PCL-5", 55, 33, MAR),), "Prolonged exposure", "bunker memory aloud, store ladder", "avoidance keeps PTSD alive", "PCL-5", (55, 54, 50), "store ladder started", "1 aisle, 4 min", "bed 3 nights", "dogs like it too", (("bunker memory 1st time", "shook, finished"), ("aisle 1", "4 minutes")), "Ray Tolliver Sr", "father", "PCL-5 under 33", "vet center", "no groups", "fair"),
    Case("0036", "Yilmaz", "Deniz", date(1990, 1, 1), "X", "555-0136", "hold", date(2026, 2, 2), DANA, "Self pay", "-", date(2026, 8, 3), date(2026, 12, 8), "F40.10", "Social phobia, unspecified", "avoids calls and meetings since HS, blushes", "Can't speak in staff meetings", "Designer, shy since 12", "none", "creative, dry wit", "no promotion", "none", "Fear of speaking", "moderate", "Speak up at work", "pitch my own poster", "function", (_count("Meetings spoken in per month", "meetings spoken in per month", 0, 4, "meetings", FEB),), "CBT", "film pitches, drop notes", "safety behaviors keep social fear", "PHQ-9", (8, 7, 6), "pitch ladder rung 3", "spoke twice", "asked for lead role", "my ears still go red", (("first filmed pitch", "not so bad"), ("no-notes pitch", "did it")), "Ece Yilmaz", "sister", "4 meetings a month", "toast club", "they/them on all forms", "good"),
    Case("0040", "Kowalczyk", "Irena", date(1947, 5, 6), "F", "555-0140", "Active", date(2026, 2, 9), KIM_T, "Medicare", "7MB-0400", date(2026, 11, 11), date(2026, 11, 25), "F43.21", "Adjustment disorder with depressed mood", "low since move to senior apt", "Sold her house, nothing to do", "Widow, seamstress", "none", "sews, sharp memory", "eats alone", "losartan", "Low since move", "mild", "A life in the new place", "quilt table on Wednesdays", "function", (_count("Meals in dining room per week", "meals in dining room per week", 1, 5, "meals", JAN),), "Problem-solving therapy", "list who sews, start a table", "loss of role behind low mood", "PHQ-9", (11, 9, 7), "quilt table set", "5 ladies came", "eats w/ Rose", "they can't hem", (("list of ladies", "7 names"), ("first table", "3 came")), "Halina K.", "daughter", "PHQ-9 under 5", "senior center", "no meds please", "good"),
    Case("0042", "Prescott", "Ian", date(2001, 12, 12), "M", "555-0142", "Active", date(2026, 9, 14), DANA, "Summit PPO", "SP-0420", date(2026, 11, 17), date(2026, 12, 1), "F42.2", "Mixed obsessional thoughts and acts", "checks locks 40x, Y-BOCS 24", "Late to class, checks locks", "Law student", "none", "diligent", "late daily", "none", "Checking", "moderate", "On time and done checking", "lock once", "symptom", (_score("Y-BOCS", 24, 14, MAR),), "ERP", "leave after one lock, film none", "checking keeps OCD going", "Y-BOCS", (24, 22), "ladder done", "12 checks", "on time 3x", "weird but ok", (("one-lock drill", "walked off"),), "Jane Prescott", "mother", "Y-BOCS under 14", "booster", "short homework", "good"),
    Case("0045", "Vance", "Eli", date(2017, 8, 8), "M", "555-0145", "Active", date(2026, 3, 16), DANA, "Medicaid", "MC-0450", date(2026, 10, 28), date(2026, 11, 25), "F90.2", "Attention-deficit hyperactivity disorder, combined type", "can't sit, loses things, both settings", "Note home every day", "3rd grade, mom Tess", "runs into street", "fast, sweet", "homework 2 hrs", "none yet", "Can't sit still", "moderate", "Good days at school", "recess every day", "function", (_count("Notes home per week", "notes home per week", 5, 1, "notes", FEB),), "Parent training", "one rule, praise quick, token jar", "fast feedback suits ADHD", "PSC-17", (21, 18), "token jar at school too", "2 notes a wk", "homework 50 min", "jar is full", (("token jar w/ mom", "earned 9"), ("street game", "stopped 8 of 10")), "Tess Vance", "mother", "1 note a wk", "summer camp", "wants recess", "good"),
    Case("0048", "Ashworth", "June", date(1972, 1, 19), "F", "555-0148", "Active", date(2026, 6, 8), KIM_T, "Summit PPO", "SP-0480", date(2026, 11, 19), date(2026, 11, 24), "F33.2", "Major depressive disorder, recurrent severe without psychotic features", "bedbound days, hopeless, PHQ-9 22", "Can't see the point", "Third episode, nurse on leave", "wishes she wouldn't wake, no plan", "kind, two cats", "on leave since May", "venlafaxine 150", "Severe low mood", "severe", "Out of bed and safe", "feed the cats on time", "safety", (_score("PHQ-9", 22, 10, MAR),), "CBT", "hour grid, hope kit", "withdrawal deepens depression", "PHQ-9", (22, 21, 19), "hope kit begun", "up by 10 most days", "walks to mailbox", "cats keep me", (("hour grid", "4 of 7 hrs"), ("hope kit", "3 photos")), "Lyle Ashworth", "husband", "PHQ-9 under 10", "psychiatry", "cats in plan", "guarded"),
    Case("0051", "Nakagawa", "Ren", date(1983, 10, 3), "M", "555-0151", "Active", date(2026, 7, 13), KIM_T, "Summit PPO", "SP-0510", date(2026, 11, 18), date(2026, 12, 2), "F51.01", "Primary insomnia", "2 hrs awake 5 nights, ISI 18", "Can't sleep since twins", "Chef, twins 1 yr", "drives tired", "calm, good cook", "burns, late", "none", "Insomnia", "moderate", "Sleep 6.5 hrs", "sleep when they sleep", "symptom", (_score("ISI", 18, 9, JAN),), "CBT-I", "window 12-6:30, bed rule", "time awake in bed trains insomnia", "ISI", (18, 15, 10), "window widened", "6 hrs avg", "no burns in Oct", "boring works", (("diary math", "agreed 12-6:30"), ("bed rule", "up twice")), "Aya Nakagawa", "wife", "ISI under 8", "none needed", "wants short visits", "good"),
    Case("0054", "Delacroix", "Yvette", date(1965, 9, 9), "F", "555-0154", "Active", date(2026, 10, 5), KIM_A, "Medicare", "7MB-0540", date(2026, 11, 16), date(2026, 11, 30), "F43.23", "Adjustment disorder with mixed anxiety and depressed mood", "tears, dread since husband's stroke", "Husband had a stroke in Aug", "Retired clerk", "none", "patient, church", "no sleep, no walks", "none", "Strain of care", "moderate", "Rest and some joy", "one walk alone", "function", (_count("Walks per week", "walks per week", 0, 3, "walks", JAN),), "Problem-solving therapy", "sitter schedule, walk partner", "no respite behind the strain", "PHQ-9", (12, 11), "new", "just began", "1 walk", "ok", (("sitter list", "2 names"),), "Paul D.", "son", "3 walks a wk", "stroke club", "son joins", "good"),
    Case("0056", "Igwe", "Chika", date(1994, 4, 21), "F", "555-0156", "Active", date(2026, 1, 26), KIM_A, "Medicaid", "MC-0560", date(2026, 11, 13), date(2026, 11, 27), "F41.0", "Panic disorder [episodic paroxysmal anxiety]", "4 attacks a wk, ER x2", "ER twice, thinks it's her heart", "Student nurse", "none", "smart, driven", "no trains", "none", "Panic", "moderate", "Ride the train", "window seat", "function", (_score("GAD-7", 13, 6, FEB),), "CBT", "spin chair, train ladder", "fear of sensations drives panic", "GAD-7", (13, 12, 9), "2 stops", "1 attack a wk", "rides to class", "window seat next", (("spin chair", "dizzy, laughed"), ("2 stops", "did it")), "Ada Igwe", "mother", "0-1 attack x4 wks", "booster", "mom not told", "good"),
    Case("0058", "Ferris", "Colby", date(1999, 7, 30), "M", "555-0158", "Active", date(2026, 4, 20), KIM_T, "Medicaid", "MC-0580", date(2026, 11, 12), date(2026, 11, 26), "F12.20", "Cannabis dependence, uncomplicated", "daily, quit x3, vomiting", "Smokes all day, fired", "Line cook", "none", "guitar", "no job", "none", "Cannabis", "moderate", "Work and play sober", "open mic clean", "function", (_count("Clean days per week", "clean days per week", 0, 7, "days", MAR),), "Motivational interviewing", "pros/cons, swap list", "ambivalence keeps use going", "GAD-7", (10, 9, 9), "swap list", "3 clean days", "trial shift", "strings not weed", (("pros and cons", "even split"), ("swap list", "guitar first")), "Mo Ferris", "father", "7 clean days x4", "MA online", "guitar in plan", "fair"),
    Case("0060", "Stanhope", "Vera", date(1956, 3, 3), "F", "555-0160", "closed", date(2025, 12, 1), DANA, "Medicare", "7MB-0600", date(2026, 9, 30), date(2026, 9, 30), "F43.81", "Prolonged grief disorder", "husband d. 2023, daily yearning", "Can't clear his closet", "Librarian ret.", "none", "reads, friends", "closet, no trips", "none", "Grief", "moderate", "Live with memory", "give his coats away", "symptom", (_count("Closet shelves cleared", "shelves cleared", 0, 6, "shelves", date(2026, 9, 15)),), "Prolonged grief therapy", "retell, closet in steps", "avoidance keeps grief stuck", "PHQ-9", (13, 8, 4), "done", "all six", "trip to lake", "coats keep someone warm", (("shelf 1", "wept"), ("shelf 6", "smiled")), "Ned S.", "brother", "PHQ-9 under 5", "widows' lunch", "slow pace", "good"),
    Case("0063", "Okonjo", "Blessing", date(1980, 2, 14), "F", "555-0163", "Active", date(2026, 2, 23), DANA, "Summit PPO", "SP-0630", date(2026, 11, 10), date(2026, 11, 24), "F33.1", "Major depressive disorder, recurrent, moderate", "slow, sad, can't do chores", "House is a mess, so am I", "Accountant, MS dx 2024", "none", "organized once", "dishes for days", "duloxetine 30", "Low energy and mood", "moderate", "House and books in order", "open the mail", "function", (_score("WHODAS 2.0", 26, 14, FEB),), "Activity pacing", "20 min blocks, rest first", "pacing counters fatigue of depression and MS", "WHODAS 2.0", (26, 24, 20), "blocks set", "mail opened", "dishes daily", "20 is enough", (("block plan", "2 of 3"), ("mail block", "11 letters")), "Sam Okonjo", "husband", "WHODAS under 14", "MS group", "rest first", "fair"),
    Case("0066", "Lopez", "Maria", date(1998, 1, 9), "F", "555-0166", "Active", date(2026, 8, 10), KIM_A, "Summit PPO", "SP-0660", date(2026, 11, 18), date(2026, 12, 2), "F40.11", "Social phobia, generalized", "avoids all groups, SUDS 9", "New job, can't eat with team", "Dental hygienist", "none", "gentle, precise", "eats in car", "none", "Fear of groups", "moderate", "Lunch with team", "sit by the window w/ them", "function", (_count("Team lunches per week", "team lunches per week", 0, 3, "lunches", JAN),), "Exposure therapy", "lunch ladder", "avoiding lunch keeps fear", "SUDS", (9, 7, 5), "rung 4", "1 lunch a wk", "stayed 20 min", "they laughed at my joke", (("coffee rung", "ok"), ("soup rung", "shaky, stayed")), "Rosa Lopez", "mother", "3 lunches x4", "toast club", "short homework", "good"),
    Case("0068", "Quigley", "Shane", date(1978, 6, 6), "M", "555-0168", "Active", date(2026, 5, 25), KIM_T, "Medicaid", "MC-0680", date(2026, 11, 16), date(2026, 11, 30), "F31.81", "Bipolar II disorder", "highs 4-5 days, lows for weeks, PHQ-9 15", "Up then crash", "Welder, lithium yrs ago", "past SI 2015", "strong will, humor", "missed 20 shifts", "lamotrigine 200", "Mood swings", "moderate", "Level year", "same guy every day", "symptom", (_score("PHQ-9", 15, 7, FEB), _count("Nights of 7-9 hrs per week", "nights in range per week", 2, 6, "nights", JAN)), "IPSRT", "rhythm card, alarm for meals", "loose rhythms upset bipolar", "PHQ-9", (15, 12, 10), "rhythm card daily", "no high since Aug", "2 missed shifts", "same guy so far", (("card week 1", "5 of 7"), ("high signs list", "7 signs")), "Erin Quigley", "wife", "12 mo level", "DBSA", "wife reads card", "fair"),
    Case("0072", "Amsel", "Judith", date(1993, 3, 27), "F", "555-0173", "wait list", date(2026, 11, 2), KIM_A, "Summit PPO", "", date(2026, 11, 2), date(2026, 12, 9), "", "", "", "", "", "", "", "", "", "", "", "", "", "", (), "", "", "", "", (), "", "", "", "", (), "", "", "", "", "", ""),
    Case("0073", "Brophy", "Dermot", date(1987, 12, 1), "M", "555-0174", "wait list", date(2026, 11, 9), DANA, "Medicaid", "", date(2026, 11, 9), date(2026, 12, 9), "", "", "", "", "", "", "", "", "", "", "", "", "", "", (), "", "", "", "", (), "", "", "", "", (), "", "", "", "", "", ""),
)  # fmt: skip
