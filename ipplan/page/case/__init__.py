"""Inquiries, and cases as those see them whom they concern, and those who sent them."""
