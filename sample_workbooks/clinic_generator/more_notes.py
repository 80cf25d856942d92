"""Earlier session notes of clients seen for a long time, kept apart to keep the stories short.

They come before the notes of the story itself.
"""

from __future__ import annotations

from clinic_generator.parts import Note

EARLIER: dict[str, tuple[Note, ...]] = {
    "C-0001": (
        Note(
            "2.1",
            "Rang the choir director together to ask about the alto chair",
            "Voice trembled; hung up smiling.",
            "improved",
            "Denied; lonely at weekends.",
        ),
        Note(
            "1.2",
            "Introduced the three columns with a neutral example, a burnt pie",
            "Filled the last column before being asked.",
            "improved",
            "No ideas of self-harm.",
        ),
        Note(
            "2.2",
            "Walked through the pantry by memory and wrote a first shopping list",
            "Two suppers, both soup.",
            "improved",
            "Safe at home.",
        ),
        Note(
            "1.1",
            "Marked early waking on the chart beside the sunrise",
            "Saw that June light woke her and hung a curtain.",
            "improved",
            "Asked; answer was no.",
        ),
    ),
    "C-0002": (
        Note(
            "1.1",
            "Drew the loop from layoff to couch to guilt",
            '"So the couch is the problem."',
            "improved",
            "Not suicidal.",
        ),
        Note(
            "2.1",
            "Listed every job lead, sorted by phone or letter",
            "Eleven leads, three called by Friday.",
            "improved",
            "None today.",
        ),
        Note(
            "2.2",
            "Picked the Tuesday practice as first try",
            "Arrived late, stayed for the scrimmage.",
            "same",
            "Asked about the rifle: unmoved.",
        ),
        Note(
            "1.2",
            "First sleep log, no changes asked",
            "Bed at two, up at noon.",
            "same",
            "Hopeless about work, not about life.",
        ),
    ),
    "C-0008": (
        Note(
            "2.2",
            "Compared three nights of four hours with the spending that followed",
            "Whistled at the receipts.",
            "improved",
            "No wish to die.",
        ),
        Note("1.1", "Set anchors for days off", "Kept two of four.", "same", "Not hopeless."),
        Note("1.2", "Pill box moved next to the knife roll", "Missed one dose in a week.", "improved", "None."),
        Note(
            "2.1",
            "Dana told the June story from her side",
            "Listened without joking.",
            "improved",
            "Safe in both directions.",
        ),
    ),
    "C-0011": (
        Note(
            "1.2",
            "Drew the supper table and who sits where",
            "Moved her chair back beside the youngest.",
            "improved",
            "No thoughts of that kind.",
        ),
        Note(
            "2.1",
            "Chose a napkin as first embroidery piece",
            "Threaded the needle in session.",
            "improved",
            "Ninguno, she said.",
        ),
    ),
    "C-0013": (
        Note(
            "2.1",
            "Found the smallest unit of paperwork: one chart",
            "Three charts by Monday.",
            "improved",
            "No thoughts to report.",
        ),
        Note(
            "1.2",
            "Listed signs from the episode at 38",
            "Skipped lunch was the first.",
            "improved",
            "Asked plainly, answered plainly: no.",
        ),
        Note(
            "1.1",
            "Learned the breathing space in three steps",
            "Counted it like a procedure.",
            "improved",
            "Nothing noted.",
        ),
    ),
    "C-0014": (
        Note(
            "2.1",
            "Chose Tuesday and Thursday as running days",
            "Laced up, it rained, walked the mall.",
            "same",
            "Says life is worth it.",
        ),
        Note(
            "1.1",
            "Separated grief for Biscuit from grief for the relationship",
            "Two lists, different colors.",
            "improved",
            "Nothing to worry about.",
        ),
    ),
    "C-0016": (
        Note(
            "2.2",
            "Charted coffee against night waking",
            "Five cups to three in a week.",
            "improved",
            "No danger to self.",
        ),
        Note(
            "1.1",
            "Explained worry as rehearsal with no opening night",
            "Wrote that in Portuguese on her folder.",
            "improved",
            "None disclosed.",
        ),
        Note(
            "1.2", "First two predictions, both about a late bus", "Neither came true.", "improved", "Not at any risk."
        ),
    ),
    "C-0022": (
        Note(
            "1.1",
            "Built the ladder from pencil to trash lid",
            "Fifteen rungs, numbered herself.",
            "improved",
            "Images only, no urge to act.",
        ),
        Note(
            "1.2",
            "Baseline tally of washes, no change asked",
            "Forty-eight; wept at the number.",
            "same",
            "No plan to hurt herself or others.",
        ),
        Note("2.1", "Asked Dan to count questions for one day", "Fifteen; both surprised.", "same", "Home is safe."),
    ),
    "C-0028": (
        Note(
            "2.2", "Chose the coin and where it lives", "Left pocket, always.", "improved", "No harm to self in mind."
        ),
        Note(
            "1.1",
            "Built a calm place: her aunt's porch in Jacmel",
            "Could smell the coffee.",
            "improved",
            "Strong reasons to live, named four.",
        ),
        Note(
            "1.2",
            "Wrote the nightmare as it comes",
            "Three lines, then a break outdoors.",
            "same",
            "Shaken, not at risk.",
        ),
        Note(
            "2.1",
            "Listed counters from easy to hard",
            "Fabric store first, credit union last.",
            "improved",
            "Asked and clear.",
        ),
    ),
    "C-0034": (
        Note(
            "1.1",
            "Told the day of the diagnosis",
            "Spoke for thirty minutes without a tear, then many.",
            "same",
            "No harm to him or herself.",
        ),
        Note(
            "2.1",
            "Map of neighbors and what each could do",
            "Halina for Mondays, as a start.",
            "improved",
            "Tired, not despairing.",
        ),
        Note("1.2", "Rated stress hour by hour", "Nine at bath time.", "same", "Never struck him; asked again."),
    ),
    "C-0038": (
        Note(
            "1.1",
            "Family list of five rules cut to two",
            'Grandmother kept "inside voice".',
            "improved",
            "Safe at home and school.",
        ),
        Note(
            "2.2",
            "Acted out inviting a friend",
            "Ran to the door twice, then waited.",
            "same",
            "No concern from mother.",
        ),
        Note(
            "1.2", "First report card week", "Five of fifteen points, cheerful.", "same", "Nothing reported by teacher."
        ),
    ),
    "C-0049": (
        Note(
            "1.1",
            "Worked out what ten years of Fridays cost",
            "Wrote $41,000 and underlined it.",
            "improved",
            "No thoughts of dying; ashamed.",
        ),
        Note("2.1", "Group: first share", "Said his name and sat down.", "same", "Cravings 8, no drink."),
        Note(
            "1.2", "Placed the first slip on paper", "Cash in hand at 4:20 was link one.", "improved", "Denied despair."
        ),
        Note("2.2", "Letter to Colm, three drafts", "Sent the shortest.", "improved", "Steady."),
    ),
    "C-0050": (
        Note(
            "1.2",
            "First craving plan by the loom",
            "Four steps, in her order.",
            "improved",
            "No use; naloxone shown on screen.",
        ),
    ),
    "C-0053": (
        Note("1.2", "Taught the ice dive with a mixing bowl", "Came up laughing.", "improved", "Urge 6, no act."),
        Note("3.1", "Counted what each walk-out cost", "Eleven weeks of rent.", "same", "Ashamed, no plan to die."),
        Note(
            "1.1",
            "First chain, on paper the length of the room",
            "Found eight links between text and blade.",
            "same",
            "One episode, shallow, reported herself.",
        ),
        Note(
            "2.1",
            "Named shame and what it orders her to do",
            "Hide, she said, always hide.",
            "same",
            "Passive thought on Sunday, used plan step one.",
        ),
    ),
    "C-0055": (
        Note(
            "2.3",
            "Played one game in session, talking allowed",
            "Told a story about mail route 12.",
            "improved",
            "Mind clear.",
        ),
        Note("2.2", "Smell and knife safety, one onion", "Steady hands.", "improved", "Nothing odd heard or seen."),
    ),
    "C-0058": (
        Note(
            "1.1",
            "Timeline of June, each partner writing",
            "Dates did not match; both stopped.",
            "same",
            "Each seen alone, no fear at home.",
        ),
    ),
}
