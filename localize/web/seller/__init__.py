"""Pages for sellers: their notes and listings as customers will read them, why each sentence reads so, flags, and a text tried before it is posted."""
