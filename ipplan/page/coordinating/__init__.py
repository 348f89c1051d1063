"""Coordinating: who is asked to, who does, and who stands in for her."""
