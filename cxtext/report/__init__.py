"""The report, the summary, and the table for notebooks: they read an analysis and compute nothing."""
