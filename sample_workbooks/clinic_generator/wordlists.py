# ruff: noqa: E501, SIM905 - lists of words read better as words
"""Names and everyday details from which the clients of a big clinic are made. All invented."""

from __future__ import annotations

FEMALE = tuple(
    "Abigail Adele Aiko Alma Amara Annika Asha Beatriz Bronwyn Camila Chiara Dagny Daria Delphine Edith Elif Esther Fatima "
    "Freya Gita Hana Hazel Ilse Imogen Ines Ivana Jamila Joyce Kaja Keiko Laila Leona Lucía Maeve Magda Mina Nadia Noor "
    "Odette Paloma Petra Rania Rosalind Saskia Selma Signe Tamsin Tova Usha Vesna Wilhelmina Yara Zofia Zora".split()
)
MALE = tuple(
    "Aaron Amir Anders Arturo Bao Bastian Callum Cedric Darius Diego Eamon Emeka Fabian Felix Gideon Hamza Henrik Hiro "
    "Ibrahim Ivo Jonas Julian Kaito Kofi Lars Leif Luca Malik Mateo Milo Nikolai Omar Otis Paolo Quentin Rajan Rémy Rohan "
    "Samuel Sean Stellan Tariq Theo Tomás Ulrich Viktor Wendell Xavier Yusuf Zoltan".split()
)
LAST = tuple(
    "Abrams Achebe Almeida Andersson Ansari Arroyo Baker Banerjee Barros Becker Bellamy Bianchi Bjørnstad Bondar Bouchard "
    "Brannigan Caldwell Cardoso Castillo Chaudhry Chen Cortez Dahl Delaney Demir Dubois Edwards Eriksen Escobar Farouk "
    "Fischer Fitzgerald Flores Fraser Gallagher Garza Gonçalves Greene Gupta Haddix Halvorsen Hanif Hashimoto Hayward "
    "Herrera Hirsch Hoang Holloway Ibarra Ivanova Jankowski Jensen Kaplan Kamara Keita Kelly Khalil Kovač Kruger Laurent "
    "Lebedev Lindgren Lockhart Machado Maddox Malik Marchetti McBride Mendes Meyer Mitchell Morales Müller Nakamura Ndiaye "
    "Nilsen Novak Oduya Okeke Olsen Orlov Ortega Osborne Pacheco Paquette Pereira Popescu Price Quinn Ramirez Rasmussen "
    "Reilly Rinaldi Robles Rossi Rybak Sandoval Santos Schreiber Sharma Silva Sørensen Stavros Stewart Suzuki Takeda Tanaka "
    "Thorne Torres Tran Ueda Underhill Vargas Vasquez Vega Virtanen Voss Walsh Wójcik Xu Yamada Yilmaz Zhang Zielinski".split()
)
STREETS = tuple(
    "Ash Bay Birch Cannery Cedar Dock Elm Fern Granary Hill Ivy Juniper Kestrel Lock Maple North Oak Pine Quarry Rose".split()
)

PEOPLE = (
    "a cousin", "an older neighbor", "the choir", "a coworker from the night shift", "an aunt", "a friend from school",
    "the walking group", "a brother-in-law", "the woman next door", "a former teacher", "two friends", "a grandparent",
    "a sponsor", "the landlord's daughter", "a teammate", "the dog", "a niece", "a pen pal", "the book club", "nobody at first",
)  # fmt: skip
PLACES = (
    "at the lake path", "in the laundromat", "at the corner store", "in the back yard", "on the number 4 bus",
    "at the kitchen table", "in the parking garage", "at the public pool", "at the farmers' market", "in the break room",
    "at the ball field", "on the porch", "in the library annex", "at the bakery", "by the canal", "at the garden plots",
    "in the stairwell", "at the ferry landing", "in the church basement", "at the hardware store",
)  # fmt: skip
TIMES = (
    "on Monday mornings", "before the late shift", "after supper", "on paydays", "on Sunday afternoons", "at first light",
    "between classes", "in the hour after school", "on Thursdays", "after the evening news", "at lunch", "on rainy days",
    "on the way home", "before bed", "every other Saturday", "when the house is quiet", "during the commute", "on Tuesdays",
)  # fmt: skip
ACTIVITIES = (
    "sorting photographs", "a short walk", "mending", "a phone call", "cooking lentils", "sketching", "a crossword",
    "sweeping the steps", "ten minutes of guitar", "watering tomatoes", "fixing a bicycle", "reading aloud", "stretching",
    "writing a postcard", "washing the car", "baking flatbread", "a jigsaw", "feeding the birds", "folding laundry", "chess",
)  # fmt: skip
TAILS = (
    "This shows most {time} {place}.",
    "First noticed {place}, with {person}, {time}.",
    "{Activity} {time} was named as a help.",
    "Came up {time}; {person} was there.",
    "{Person} noticed it {place} too.",
    "What helped was {activity} with {person}.",
    "Easier {place} than elsewhere, hardest {time}.",
    "To be tried {time} {place}, beginning with {activity}.",
)
SWAPS = {
    "supper": ("dinner", "the evening meal"), "mornings": ("early hours", "mornings"), "evenings": ("nights", "evenings"),
    "river": ("canal", "pond", "creek"), "friend": ("neighbor", "friend", "colleague"), "sister": ("cousin", "sister", "aunt"),
    "brother": ("brother", "uncle", "nephew"), "kitchen": ("kitchen", "workshop", "den"), "library": ("library", "museum", "gym"),
    "church": ("church", "temple", "community hall"), "garden": ("garden", "balcony", "allotment"), "tired": ("worn out", "drained"),
    "job": ("post", "position", "job"), "quiet": ("still", "calm", "subdued"), "smiled": ("nodded", "smiled", "lit up"),
    "laughed": ("chuckled", "laughed", "grinned"), "reviewed": ("went over", "looked at", "reviewed"), "planned": ("mapped out", "planned"),
    "Planned": ("Mapped out", "Set up", "Planned"), "Reviewed": ("Went over", "Looked at", "Reviewed"), "bus": ("bus", "train", "tram"),
}  # fmt: skip
