"""Measured strides run again by muscles."""
