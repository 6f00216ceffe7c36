"""The server of the review page: requests become operations on a project, changes are told."""
