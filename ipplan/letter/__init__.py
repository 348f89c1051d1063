"""What leaves by another door than a page: receipts as data and on paper, and how anybody verifies them."""
