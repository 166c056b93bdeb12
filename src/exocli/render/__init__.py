"""Documents and objects → what is printed, one module a form."""
