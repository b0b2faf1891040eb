"""How a sheet looks, as data: layout files in, frozen layouts out."""
