"""Where Daybrief speaks: one module per chat platform."""
