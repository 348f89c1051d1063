"""Benchmarks: ratios of things measured in the same run, interleaved, median of at least five."""
