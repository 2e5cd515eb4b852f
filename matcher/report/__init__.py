"""What people get to see of a plan: summary, tables and the report page."""
