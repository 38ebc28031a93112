"""What each command does once its flags are read: a module a subject, imported when the command is run.

Each function takes the parsed flags and gives the exit code.
"""

FOUND, NOTHING, FAILED = 0, 1, 2
