"""What everybody sees of a case: how it stands, what was said, pictures, lists."""
