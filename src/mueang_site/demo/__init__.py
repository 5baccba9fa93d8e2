"""The demo city: published figures of Bangkok in the forms that offices use, and their loader."""
