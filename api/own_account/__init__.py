"""What everybody does with their own account: password, sign-ins, tokens for machines."""
