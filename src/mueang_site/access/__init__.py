"""People, organisations, roles, tokens, permissions, and the record of every act."""
