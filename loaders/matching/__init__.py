"""The same organisation under several names: what names have in common, and which of two should be looked at."""
