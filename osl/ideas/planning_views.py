"""The team's pages from ideas on: writing them down, planning events, calls for ideas, phone calls."""
