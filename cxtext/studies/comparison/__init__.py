"""Two runs side by side: their themes in one codebook, what changed, and conditions for batch jobs."""
