"""What every test stands on."""

import gc

from hypothesis import settings

gc.set_threshold(20_000, 20, 20)  # collecting as often as Python does by itself takes a seventh of all tests' time

pytest_plugins = ["tests.memory", "tests.order", "tests.database", "tests.network"]

settings.register_profile("thorough", deadline=None)  # --hypothesis-profile=thorough: as many examples as there is time
