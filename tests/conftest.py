"""What every test stands on."""

pytest_plugins = ["tests.memory", "tests.database", "tests.network"]
