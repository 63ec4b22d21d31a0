"""Prefect flows. The only place that imports Prefect."""
