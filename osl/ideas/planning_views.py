"""The team's pages from ideas on: writing them down, planning, calls for ideas, phone calls."""
