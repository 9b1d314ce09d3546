"""What is sent: who is told what, how a letter is written, and how it is handed over."""
