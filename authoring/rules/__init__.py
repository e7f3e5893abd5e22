"""Pure rules on plain values: no rows, no clock."""
