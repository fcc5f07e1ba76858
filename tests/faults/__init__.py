"""A bench for the promise that nothing acknowledged is lost and nothing written twice, whatever fails.

    python -m tests.faults              every case of every kind, and the mutants: some twenty minutes
    python -m tests.faults --slice      what continuous integration runs: under three minutes on two cores
    python -m tests.faults power        one kind (see `--list`)

A case is a small run of the product's own collection code with one fault in it, then an independent reading of the
files (`tests/checker.py`, no product code), a rerun without fault, and the same reading again. So too the commands that
make things again from the archive (`remaking.py`), which must come to the same bytes.
"""
