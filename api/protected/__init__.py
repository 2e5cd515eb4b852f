"""People with a protected address: seen and changed one at a time, with a reason."""
