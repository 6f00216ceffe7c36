"""What a project's file holds: opened safely, read and written."""
