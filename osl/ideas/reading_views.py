"""The public pages of ideas: the list, one idea with its story, calls for ideas, what came true."""
