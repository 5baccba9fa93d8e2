"""Webhook: who is told of what. Delivery: one notice on its way to one of them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

DELIVERY_STATES = ("waiting", "delivered", "given-up")


class Webhook(models.Model):
    """An address that an organisation wants told. Its secret is derived from the site's key, its id and `turn`, and kept nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.CASCADE, related_name="+")
    url = models.CharField(max_length=500)
    events = models.JSONField()
    turn = models.PositiveIntegerField(default=1)
    active = models.BooleanField(default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(fields=["organisation", "url"], name="one_webhook_per_address"),
            models.CheckConstraint(condition=Q(turn__gte=1), name="webhook_secrets_count_from_one"),
        ]

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One notice to one webhook: what is said, and what came of each attempt to say it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    body = models.TextField()
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    fault = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)
        indexes = [models.Index(fields=["webhook", "-created_at"], name="delivery_by_webhook")]
        constraints = [models.CheckConstraint(condition=Q(state__in=DELIVERY_STATES), name="delivery_state_is_known")]

    def __str__(self) -> str:
        return f"{self.event} {self.state}"
