"""The worker: delivers the outbox and keeps house."""

from server.deliveries.setup import WorkerSetup
from server.worker.running import run

__all__ = ["WorkerSetup", "run"]
