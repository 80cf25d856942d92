"""Floor 2: workbooks to cases. Rows become records, records one Case per client; every doubt is a finding."""
