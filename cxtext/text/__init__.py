"""From a response to its opinion units: cleaning, non-answers, splitting. Offsets into the original survive."""
