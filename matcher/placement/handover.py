"""Hands a job to a solver host: its arrays as they lie in memory, without a copy."""

import pickle
from multiprocessing.connection import Connection

from matcher.placement.job import Job


def send_job(pipe: Connection, job: Job) -> None:
    """Send ``job``, whose problem may be in narrow numbers."""
    arrays: list[pickle.PickleBuffer] = []
    frame = pickle.dumps(job, protocol=5, buffer_callback=arrays.append)
    pipe.send((frame, len(arrays)))
    for array in arrays:
        pipe.send_bytes(array.raw())


def receive_job(pipe: Connection) -> Job:
    """Return the job that was sent, its problem in numbers as narrow.

    Raises
    ------
    EOFError
        Where the pipe is closed and no job comes any more.
    """
    frame, count = pipe.recv()
    job: Job = pickle.loads(frame, buffers=[pipe.recv_bytes() for _ in range(count)])
    return job
