"""What every test stands on."""

import gc

gc.set_threshold(20_000, 20, 20)  # collecting as often as Python does by itself takes a seventh of all tests' time

pytest_plugins = ["tests.memory", "tests.database", "tests.network"]
