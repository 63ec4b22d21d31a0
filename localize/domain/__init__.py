"""The words of the product as frozen values. Standard library only; nothing here reads or writes anything."""
