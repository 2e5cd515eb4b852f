"""The domain: people, places, weeks, rules and plans as frozen data."""
