"""The library: nightly localization of Chinese listings and notes."""
