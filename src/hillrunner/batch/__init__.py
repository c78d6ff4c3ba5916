"""Many jobs: one job type, one store that can go on, one runner with an executor.

>>> from hillrunner.batch.job import Job
>>> from hillrunner.batch.run import run
>>> from hillrunner.batch.store import Store
>>> for done in run(jobs, store=Store(folder), count=4):  # doctest: +SKIP
...     print(done.job.name, done.error or done.result)
"""
