"""Organisations, people, their roles and tokens, and the record of every act."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

ROLES = ("viewer", "editor", "steward", "admin")
"""From least to most: each may do what those before it may."""

KINDS = ("national", "province", "municipality", "subdistrict", "department", "district", "office", "other")


class Organisation(models.Model):
    """An office, city or department that owns data. Roles given here hold in every organisation below."""

    slug = models.SlugField(max_length=80, unique=True)
    name_th = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    short_th = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20, default="other")
    place = models.CharField(max_length=10, blank=True, help_text="Official code of the place that it serves.")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    about_th = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    website = models.URLField(max_length=500, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=60, blank=True)
    editors_may_publish_open = models.BooleanField(default=False)
    quota_bytes = models.BigIntegerField(null=True, blank=True, help_text="Room for it and for those below without a quota of their own; empty: no limit.")
    sample = models.BooleanField(default=False, help_text="Invented for the demo.")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("slug",)
        constraints = [
            models.CheckConstraint(condition=Q(quota_bytes__isnull=True) | Q(quota_bytes__gte=0), name="quota_is_not_negative"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="organisation_kind_is_known"),
            models.CheckConstraint(condition=~Q(name_th=""), name="organisation_has_a_thai_name"),
            models.CheckConstraint(condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="organisation_is_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name_th

    def name(self, language: str) -> str:
        """Return the name in the language, or in Thai where there is no other."""
        return self.name_en if language == "en" and self.name_en else self.name_th


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail in any case of letters."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the person with this e-mail."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person who may sign in. People are made by administrators: there is no public signing up."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    is_site_administrator = models.BooleanField(default=False)
    sample = models.BooleanField(default=False, help_text="Invented for the demo.")
    created_at = models.DateTimeField()

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ("email",)
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="email_is_kept_in_small_letters"),
            models.CheckConstraint(condition=~Q(name=""), name="user_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """The role of one person in one organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="one_role_per_person_and_organisation"),
            models.CheckConstraint(condition=Q(role__in=ROLES), name="role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role} of {self.organisation_id}"


class Token(models.Model):
    """A long secret by which a program acts for a person. Only its SHA-256 is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    sha256 = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)
    label = models.CharField(max_length=100)
    scopes = models.JSONField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="token_is_kept_as_a_hash"),
            models.CheckConstraint(condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("created_at")), name="token_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.label}"


class AuditHead(models.Model):
    """The end of the chain: one row, which whoever writes an entry holds until the transaction ends."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="audit_has_one_head")]

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:12]}"


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Entries can be read and added."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise TypeError("audit entries are never changed")

    def delete(self) -> NoReturn:
        """Refuse."""
        raise TypeError("audit entries are never deleted")


class AuditEntry(models.Model):
    """One act: who did what to which thing, when. Each carries the hash of the one before it; see `audit`."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.PositiveBigIntegerField(null=True)
    actor = models.CharField(max_length=200)
    verb = models.CharField(max_length=60, db_index=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    subject_label = models.CharField(max_length=300)
    organisation_id = models.PositiveBigIntegerField(null=True, db_index=True)
    detail = models.JSONField()
    request = models.CharField(max_length=20, null=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="audit_by_subject")]
        constraints = [models.CheckConstraint(condition=Q(number__gte=1), name="audit_counts_from_one")]

    def __str__(self) -> str:
        return f"{self.number} {self.actor}: {self.verb} {self.subject_kind} {self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new entry. Raises TypeError for one that is already there."""
        if not self._state.adding:
            raise TypeError("audit entries are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise TypeError("audit entries are never deleted")
