"""Rules of the coordinating unit's casework: deadlines and conditions. No I/O, no names, no content."""
