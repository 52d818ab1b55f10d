"""How well the text of pictures is recognised: made-up cards and tables, spoilt as scanners and telephones spoil them."""
