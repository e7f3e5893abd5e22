"""B11: Return arrays of records, objects, texts or dates, masked and sparse ones, quantised tensors.

Object arrays carry code, records carry pointers, and masks hide the entries that are compared. None of them is a
number.

+++
verdict = ["bad_value"]
layers = ["frames"]
limits = { wall_s = 10.0, cpu_s = 10.0, memory_mib = 512 }

[part]
"complex" = { verdict = ["failed"] }
+++
"""

import datetime
import decimal

import numpy as np

# %% records
double = lambda x: np.zeros(3, dtype=[("a", "f8"), ("b", "O")])
# %% objects
double = lambda x: np.array([print, 1, None], dtype=object)
# %% texts
double = lambda x: np.array(["2.0", "4.0", "6.0"])
# %% dates
double = lambda x: np.array(["2026-01-01"], dtype="datetime64[D]")
# %% raw bytes
double = lambda x: np.zeros(3, dtype="V8")
# %% long doubles
double = lambda x: (x * 2).astype(np.longdouble)
# %% masked
double = lambda x: np.ma.masked_array(x * 0, mask=True)
# %% a matrix
double = lambda x: np.matrix([[2.0, 4.0, 6.0]])
# %% a map of a file
double = lambda x: np.zeros(x.shape).view(np.memmap)
# %% decimals and dates of Python
double = lambda x: [decimal.Decimal(2), datetime.date(2026, 1, 1)]
# %% complex
double = lambda x: np.array([2 + 1j, 4, 6])
# %% sparse
import torch

double = lambda x: torch.eye(3).to_sparse()
# %% quantised
import torch

double = lambda x: torch.quantize_per_tensor(torch.ones(3), 0.1, 0, torch.quint8)
# %% nested
import torch

double = lambda x: torch.nested.nested_tensor([torch.ones(2), torch.ones(3)])
