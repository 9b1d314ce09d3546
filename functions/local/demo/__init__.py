"""What the demo shows: a trade, its people, their stories, and the doors to each of them."""
