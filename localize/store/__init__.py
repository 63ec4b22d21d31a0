"""What the product remembers: one SQLite file or one PostgreSQL database. `Store.open(url)` in repository.py is the way in."""
