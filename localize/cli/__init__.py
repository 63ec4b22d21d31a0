"""The command line: it asks, shows and gives exit codes; what is done is done in the use cases."""

from localize.cli.app import app

__all__ = ["app"]
