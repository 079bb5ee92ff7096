"""What people do with a vault, one use case a file. The command line and the web call these and nothing
below.
"""
