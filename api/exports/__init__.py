"""Plans and rows as files, of the people that one may see and nobody else."""
