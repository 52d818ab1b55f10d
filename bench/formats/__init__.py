"""How well documents are read: other people's collections, our readers, and others' readers as judges."""
