"""The evidence room: the only place where strangers' files are decoded. It knows no table, no secret and
no complaint."""
