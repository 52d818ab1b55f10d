"""What reading costs beyond the libraries that read: a tree of small files, a long PDF, a long workbook."""
