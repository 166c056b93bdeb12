"""Records → documents: what a page says, before anything decides how it looks."""
