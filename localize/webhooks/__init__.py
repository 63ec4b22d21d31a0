"""Telling other programs what happened: signed, to addresses that are not our own network's, tried again with longer and longer waits."""
