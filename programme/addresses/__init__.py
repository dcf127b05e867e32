"""Addresses of this app, a module for each part of it that has many."""
