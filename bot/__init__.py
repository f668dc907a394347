"""Daybrief: a news desk that lives in chat. The core; it knows no chat platform."""
