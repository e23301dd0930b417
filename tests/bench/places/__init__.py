"""make bench-places: a crowd signs up for one event over real sockets, at real processes, on both
databases; the places are counted at the client and in the database."""
