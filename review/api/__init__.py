"""What ``import duizhao`` gives: the commands as functions that take files and values alike.

Each reads what it is given (``inputs``), calls the function of the stage, and gives its result.
"""
