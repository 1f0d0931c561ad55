"""The fixtures that every test may ask for, by the module that makes them."""

pytest_plugins = [
    "tests.postgres",
    "tests.temporal",
    "tests.log.fire.fixtures",
]
