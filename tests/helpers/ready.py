"""Where processes start with their libraries loaded: import takes longer than most work."""

from multiprocessing import get_context

READY = get_context("forkserver")
READY.set_forkserver_preload(
    [
        "jinja2",
        "matcher.export",
        "matcher.generate",
        "matcher.risk",
        "matcher.seats",
        "rich.console",
        "rich.markdown",
        "rich.table",
        "scipy.optimize",
        "scipy.sparse.csgraph",
        "scipy.spatial",
        "typer.main",
    ]
)
"""Neither a solver, of which a process may have one, nor the command line, which reads
the words it was called with as it is loaded."""
