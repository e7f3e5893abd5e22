"""The plan against the logged hours: the finish, the standing, the weeks ahead."""
