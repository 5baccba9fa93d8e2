"""What pages show, as frozen values made of what the apps answer. Templates read these and decide nothing."""
