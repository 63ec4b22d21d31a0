"""The pages of editors: the queue, one variant line by line, decisions, flags, and one decision over many variants."""
