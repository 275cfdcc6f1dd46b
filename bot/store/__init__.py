"""All SQL: the one way into the database, and one module for each thing that is kept."""

from bot.store.connection import Row, Statements, Store, Transaction
from bot.store.shapes import StoreUnusable, copy_database

__all__ = ["Row", "Statements", "Store", "StoreUnusable", "Transaction", "copy_database"]
