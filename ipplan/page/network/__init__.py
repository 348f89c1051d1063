"""The people and services around the owner: as a picture, as a list, and each by herself."""
