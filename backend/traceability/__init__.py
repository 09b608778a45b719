"""`python -m traceability`: is every row of the matrix honoured, tested, and would a test notice if its rule were gone?"""
