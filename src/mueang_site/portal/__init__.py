"""The pages. HTML only: what a page shows is built in `pages` from what the apps answer, `views` are thin around it."""
