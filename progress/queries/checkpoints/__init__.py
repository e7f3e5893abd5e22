"""The checkpoints."""
