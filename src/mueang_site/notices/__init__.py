"""What the site tells others of its own accord: webhooks of organisations."""
