"""Protocols only: what programs speak to us. No models, no pages."""
