"""The seeded generator of the sample clinics: every name, number and sentence in them is invented."""
