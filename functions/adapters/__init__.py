"""What plugs into the ports: the table, mail, short messages, templates, keys."""
