"""The store: exchanges in, WARC on disk, pages out.

Everything that was on the wire is kept here to the byte, and pages are read from nowhere else.
"""
