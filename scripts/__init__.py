"""What `make` runs: bootstrap, gates, locks, browser, generated reference."""
