"""Addresses of the pages. They are the same in every language."""

from __future__ import annotations

from django.urls import path

from mueang_site.portal.views import account, documents, embeds, feeds, headlines, jobs, organisations, public, storage, typed, versions, work

urlpatterns = [
    path("", public.show_home, name="home"),
    path("datasets", public.find, name="search"),
    path("datasets/feed.atom", feeds.search, name="search-feed"),
    path("datasets/<slug:slug>", public.show_dataset, name="dataset"),
    path("datasets/<slug:slug>/feed.atom", feeds.dataset, name="dataset-feed"),
    path("datasets/<slug:slug>/download", public.download, name="download"),
    path("datasets/<slug:slug>/versions/<int:number>/source", public.download_source, name="source"),
    path("organisations", organisations.show_all, name="organisations"),
    path("organisations/<slug:office>", organisations.show, name="organisation"),
    path("organisations/<slug:office>/headlines", headlines.show, name="headlines-of"),
    path("organisations/<slug:office>/headlines/choose", headlines.choose, name="headlines-choose"),
    path("organisations/<slug:office>/theme.css", organisations.theme, name="theme"),
    path("organisations/<slug:office>/feed.atom", feeds.organisation, name="organisation-feed"),
    path("organisations/<slug:office>/settings", organisations.settings, name="organisation-settings"),
    path("feed.atom", feeds.site, name="feed"),
    path("embed/<slug:slug>", embeds.show, name="embed"),
    path("datasets/<slug:slug>/documents/<int:document_id>", documents.send_file, name="document"),
    path("datasets/<slug:slug>/documents/<int:document_id>/edit", documents.edit, name="document-edit"),
    path("documents/new", documents.new, name="document-new"),
    path("headlines", headlines.show_of_site, name="headlines"),
    path("datasets/<slug:slug>/publication", versions.publication, name="publication"),
    path("datasets/<slug:slug>/compare", versions.compare, name="compare"),
    path("datasets/<slug:slug>/compare/download", versions.download_differences, name="compare_download"),
    path("about", public.about, name="about"),
    path("storage", storage.show, name="storage"),
    path("account", account.show, name="account"),
    path("account/tokens", account.make_token, name="token-new"),
    path("account/tokens/<int:token_id>/end", account.end_token, name="token-end"),
    path("account/sessions/end", account.end_other_sessions, name="sessions-end"),
    path("account/sessions/<int:session_id>/end", account.end_session, name="session-end"),
    path("tasks", work.show_tasks, name="tasks"),
    path("upload", work.upload, name="upload"),
    path("tables/new", typed.type_table, name="table-new"),
    path("submissions/<uuid:submission_id>", work.show_submission, name="submission"),
    path("submissions/<uuid:submission_id>/review", work.review, name="review"),
    path("submissions/<uuid:submission_id>/details", work.details, name="details"),
    path("submissions/<uuid:submission_id>/send", work.send, name="send"),
    path("submissions/<uuid:submission_id>/discard", work.discard, name="discard"),
    path("findings/<int:finding_id>", work.decide, name="decide"),
    path("jobs", jobs.show_queue, name="jobs"),
    path("jobs/<uuid:job_id>", jobs.show_job, name="job"),
    path("jobs/<uuid:job_id>/cancel", jobs.cancel, name="cancel-job"),
    path("jobs/<uuid:job_id>/retry", jobs.retry, name="retry-job"),
]
