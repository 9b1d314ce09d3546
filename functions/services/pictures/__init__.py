"""Pictures on their way into a complaint: places for them, what was read of them, what that says."""
