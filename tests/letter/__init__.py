"""What leaves by another door than a page."""
