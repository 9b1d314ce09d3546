"""The doors: signing in, links in letters, and the pages open to everybody."""
