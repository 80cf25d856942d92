"""Floor 3: what holds of a case on a day: the plan in force, due dates, courses of scores, audit answers, copies."""
